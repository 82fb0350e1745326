// A PAS answer whose outcome says complete and whose review action says pended.
import { pasPended } from './authorizations.ts';
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { CEMIPLIMAB } from './drugs.ts';
import { HARBOR } from './payers.ts';
import type { Story } from './story.ts';

export const PENDING_THREE_DAYS_BEFORE: Story = {
  id: 'pending-three-days-before',
  title: 'Still pending three days before the visit',
  whatYouShouldSee:
    'The payer has had the request for cemiplimab (J9119) for six days and has not decided; the number in the chart is a case number, not an approval.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const skin = conditionOf(scene, 'C44.92', 'Cutaneous squamous cell carcinoma');
    const plan = coverageOf(scene, { payer: HARBOR });
    return [
      patientOf(scene),
      skin,
      plan,
      orderOf(scene, { drug: CEMIPLIMAB, mg: 350, everyDays: 21, for: skin, paidBy: plan, signed: -7 }),
      pasPended(scene, { payer: HARBOR, plan, drug: CEMIPLIMAB, units: 350, answered: day(-6) }, 'PEND-554810'),
      visitOf(scene, { date: weekday(3), time: '10:00', chair: 2, text: 'Cemiplimab infusion' }),
    ];
  },
};
