// The visit is as safe as its worst drug.
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { ATEZOLIZUMAB, BEVACIZUMAB_AWWB } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const TWO_DRUGS_ONE_VISIT: Story = {
  id: 'two-drugs-one-visit',
  title: 'Two drugs in one visit, one of them authorized',
  whatYouShouldSee:
    'Atezolizumab (J9022) is authorized, bevacizumab-awwb (Q5107) is not: one card, about the second drug.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const liver = conditionOf(scene, 'C22.0', 'Hepatocellular carcinoma');
    const plan = coverageOf(scene, { payer: SUNRISE });
    const terms = { everyDays: 21, for: liver, paidBy: plan, signed: -6 };
    return [
      patientOf(scene),
      liver,
      plan,
      orderOf(scene, { ...terms, drug: ATEZOLIZUMAB, mg: 1200 }),
      orderOf(scene, { ...terms, drug: BEVACIZUMAB_AWWB, mg: 900, as: 'order-2' }),
      pasApproval(
        scene,
        { payer: SUNRISE, plan, drug: ATEZOLIZUMAB, units: 960, answered: day(-6) },
        { number: 'A50913366', from: day(-5), to: day(175) },
      ),
      visitOf(scene, {
        date: weekday(6),
        time: '10:00',
        chair: 4,
        minutes: 180,
        text: 'Atezolizumab and bevacizumab infusion',
      }),
    ];
  },
};
