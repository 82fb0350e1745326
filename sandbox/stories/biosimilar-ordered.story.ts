// One ingredient, two billing codes: what was approved is not what will be billed.
import { recordedApproval } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { BEVACIZUMAB, BEVACIZUMAB_BVZR } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const BIOSIMILAR_ORDERED: Story = {
  id: 'biosimilar-ordered',
  title: 'Authorized for the reference product, biosimilar ordered',
  whatYouShouldSee:
    'The authorization is for bevacizumab (J9035); the order is bevacizumab-bvzr (Q5118). The card says that the product differs.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const colon = conditionOf(scene, 'C18.9', 'Metastatic colon cancer');
    const plan = coverageOf(scene, { payer: SUNRISE });
    return [
      patientOf(scene),
      colon,
      plan,
      orderOf(scene, { drug: BEVACIZUMAB_BVZR, mg: 400, everyDays: 14, for: colon, paidBy: plan, signed: -4 }),
      recordedApproval(
        scene,
        { payer: SUNRISE, plan, drug: BEVACIZUMAB, units: 480, answered: day(-12) },
        { number: 'A31177204', from: day(-10), to: day(170) },
      ),
      visitOf(scene, { date: weekday(8), time: '13:00', chair: 2, text: 'Bevacizumab infusion' }),
    ];
  },
};
