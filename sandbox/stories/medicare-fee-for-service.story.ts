// Coverage of type 121 in the Source of Payment Typology.
import { conditionOf, coverageOf, givenOf, orderOf, patientOf, visitOf } from './chart.ts';
import { PEMBROLIZUMAB } from './drugs.ts';
import { MEDICARE } from './payers.ts';
import type { Story } from './story.ts';

export const MEDICARE_FEE_FOR_SERVICE: Story = {
  id: 'medicare-fee-for-service',
  title: 'Original Medicare',
  whatYouShouldSee: 'Medicare fee-for-service asks for no prior authorization of drugs: no card appears.',
  resources: (scene) => {
    const { weekday } = scene;
    const bladder = conditionOf(scene, 'C67.9', 'Bladder cancer');
    const plan = coverageOf(scene, { payer: MEDICARE });
    const order = orderOf(scene, {
      drug: PEMBROLIZUMAB,
      mg: 400,
      everyDays: 42,
      for: bladder,
      paidBy: plan,
      signed: -50,
    });
    return [
      patientOf(scene),
      bladder,
      plan,
      order,
      givenOf(scene, order, weekday(-38), 400),
      visitOf(scene, { date: weekday(4), time: '15:00', chair: 1, text: 'Pembrolizumab infusion' }),
    ];
  },
};
