// The silent case: seven doses of 150 units approved, one given, two booked.
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, givenOf, orderOf, patientOf, visitOf } from './chart.ts';
import { DURVALUMAB } from './drugs.ts';
import { GRANITE } from './payers.ts';
import type { Story } from './story.ts';

export const AUTHORIZED_THROUGHOUT: Story = {
  id: 'authorized-throughout',
  title: 'Everything is authorized',
  whatYouShouldSee: 'Book any day in the next three months: no card appears, because nothing needs doing.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const lung = conditionOf(scene, 'C34.90', 'Non-small cell lung cancer');
    const plan = coverageOf(scene, { payer: GRANITE });
    const order = orderOf(scene, { drug: DURVALUMAB, mg: 1500, everyDays: 28, for: lung, paidBy: plan, signed: -40 });
    return [
      patientOf(scene),
      lung,
      plan,
      order,
      pasApproval(
        scene,
        { payer: GRANITE, plan, drug: DURVALUMAB, units: 1050, answered: day(-45) },
        { number: 'G7714209', from: day(-40), to: day(150) },
      ),
      givenOf(scene, order, weekday(-23), 1500),
      visitOf(scene, { date: weekday(5), time: '10:00', text: 'Durvalumab infusion' }),
      visitOf(scene, { date: weekday(33), time: '10:00', as: 'visit-2', text: 'Durvalumab infusion' }),
    ];
  },
};
