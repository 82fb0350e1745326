// Eight doses approved, but only until day 35: the date runs out long before the units do.
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, givenOf, orderOf, patientOf } from './chart.ts';
import { PEMBROLIZUMAB } from './drugs.ts';
import { SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const EXPIRES_BEFORE_THIRD_CYCLE: Story = {
  id: 'expires-before-third-cycle',
  title: 'The authorization ends before the third cycle',
  whatYouShouldSee:
    'Book three visits 21 days apart, the first within a week: one card names J9271, the day on which the authorization ends and the third visit.',
  resources: (scene) => {
    const { day, weekday } = scene;
    const lung = conditionOf(scene, 'C34.90', 'Non-small cell lung cancer');
    const plan = coverageOf(scene, { payer: SUNRISE });
    const order = orderOf(scene, { drug: PEMBROLIZUMAB, mg: 200, everyDays: 21, for: lung, paidBy: plan, signed: -22 });
    return [
      patientOf(scene),
      lung,
      plan,
      order,
      pasApproval(
        scene,
        { payer: SUNRISE, plan, drug: PEMBROLIZUMAB, units: 1600, answered: day(-27) },
        { number: 'A20418833', from: day(-25), to: day(35) },
      ),
      givenOf(scene, order, weekday(-18), 200),
    ];
  },
};
