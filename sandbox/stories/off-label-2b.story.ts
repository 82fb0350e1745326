// The category is that of the illustrative policy in policies/, not a statement about the evidence.
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { PEMBROLIZUMAB } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const OFF_LABEL_2B: Story = {
  id: 'off-label-2b',
  title: 'Off label, evidence category 2B',
  whatYouShouldSee:
    'Pembrolizumab for this diagnosis stands in the sample policy as category 2B and has no authorization: the case goes to a senior specialist.',
  resources: (scene) => {
    const thymus = conditionOf(scene, 'C37', 'Thymic carcinoma');
    const plan = coverageOf(scene, { payer: SUNRISE });
    return [
      patientOf(scene),
      thymus,
      plan,
      orderOf(scene, { drug: PEMBROLIZUMAB, mg: 200, everyDays: 21, for: thymus, paidBy: plan, signed: -3 }),
      visitOf(scene, { date: scene.weekday(12), time: '10:00', chair: 3, text: 'Pembrolizumab infusion' }),
    ];
  },
};
