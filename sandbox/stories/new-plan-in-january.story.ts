// An approval that runs into spring belongs to a plan that ends in December.
import { openDayFrom } from '../holidays.ts';
import { pasApproval } from './authorizations.ts';
import { conditionOf, coverageOf, givenOf, orderOf, patientOf, visitOf } from './chart.ts';
import { PERTUZUMAB } from './drugs.ts';
import { GRANITE, SUNRISE } from './payers.ts';
import type { Story } from './story.ts';

export const NEW_PLAN_IN_JANUARY: Story = {
  id: 'new-plan-in-january',
  title: 'The plan changes at new year',
  whatYouShouldSee:
    'Book a visit in January (the calendar opens there): it is billed to Sunrise Health Plan, but the authorization is from Granite Mutual, whose coverage ends on December 31. A visit in December brings no card.',
  bookFrom: (today) => {
    const year = Number(today.slice(0, 4));
    const thisYear = `${String(year)}-01-06`;
    return openDayFrom(today <= thisYear ? thisYear : `${String(year + 1)}-01-06`);
  },
  resources: (scene) => {
    const { day, weekday } = scene;
    const year = Number(day(0).slice(0, 4));
    const daysToNewYear = Math.round((Date.parse(`${year + 1}-01-01`) - Date.parse(day(0))) / 86_400_000);
    const breast = conditionOf(scene, 'C50.911', 'HER2-positive breast cancer, right');
    const old = coverageOf(scene, { payer: GRANITE, as: 'coverage-old', to: `${year}-12-31` });
    const next = coverageOf(scene, { payer: SUNRISE, as: 'coverage-new', from: `${year + 1}-01-01` });
    const order = orderOf(scene, { drug: PERTUZUMAB, mg: 420, everyDays: 21, for: breast, signed: -30 });
    return [
      patientOf(scene),
      breast,
      old,
      next,
      order,
      pasApproval(
        scene,
        { payer: GRANITE, plan: old, drug: PERTUZUMAB, units: 3360, answered: day(-35) },
        { number: 'G8820416', from: day(-30), to: day(daysToNewYear + 90) },
      ),
      givenOf(scene, order, weekday(-21), 420),
      visitOf(scene, { date: weekday(daysToNewYear + 6), time: '13:00', chair: 4, text: 'Pertuzumab infusion' }),
    ];
  },
};
