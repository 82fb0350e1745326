// A new order, a payer that requires authorization, and nothing on file.
import { conditionOf, coverageOf, orderOf, patientOf, visitOf } from './chart.ts';
import { ATEZOLIZUMAB } from './drugs.ts';
import { GRANITE } from './payers.ts';
import type { Story } from './story.ts';

export const NO_AUTHORIZATION: Story = {
  id: 'no-authorization',
  title: 'Nobody asked the payer',
  whatYouShouldSee:
    'The booked visit, and any that you book, show that atezolizumab (J9022) has no authorization and that one is needed.',
  resources: (scene) => {
    const lung = conditionOf(scene, 'C34.11', 'Small cell lung cancer, right upper lobe');
    const plan = coverageOf(scene, { payer: GRANITE });
    return [
      patientOf(scene),
      lung,
      plan,
      orderOf(scene, { drug: ATEZOLIZUMAB, mg: 1200, everyDays: 21, for: lung, paidBy: plan, signed: -2 }),
      visitOf(scene, {
        date: scene.weekday(6),
        time: '08:00',
        chair: 2,
        minutes: 90,
        text: 'Atezolizumab infusion, first cycle',
      }),
    ];
  },
};
