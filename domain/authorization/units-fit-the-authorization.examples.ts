import type { Example } from '../decision/example.ts';
import {
  code,
  day,
  exampleAuthorization,
  exampleDose,
  exampleDrug,
  exampleNivolumab,
  exampleSnapshot,
  exampleUse,
  exampleVisit,
} from '../decision/example-course.ts';
import { amount } from '../kernel/quantity.ts';
import { decimal } from '../kernel/rational.ts';
import type { PlannedDrug } from '../visit/snapshot.ts';
import { unitsFitTheAuthorization } from './units-fit-the-authorization.rule.ts';

const exampleEtoposide = (mg: string): PlannedDrug =>
  exampleDrug({
    identity: { kind: 'known', hcpcs: code('J9187'), by: 'hcpcs' },
    name: 'etoposide',
    dose: exampleDose(mg),
  });

const { quantity: _unstated, ...withoutQuantity } = exampleAuthorization();

export const rule = unitsFitTheAuthorization;

export const examples: readonly Example[] = [
  {
    // 600 - 200 recorded - 200 presumed = 200; 200 planned fits and leaves 0 for another dose
    title: '600 units, 200 recorded and a booked visit of 200 that nobody recorded: it counts, and that is said',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'units', value: decimal('600') } })],
      priorUses: [
        exampleUse('2026-10-13', '200'),
        { ...exampleUse('2026-11-03', '200'), ref: 'Appointment/a0', basis: 'presumed-from-booking' },
      ],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'under-one-dose-left',
      sentence:
        'Keytruda (J9271): after the last booked visit 0 units are left; one dose takes 200 (1 earlier visit without a recorded dose counted as used).',
    },
  },
  {
    // At 22 (hospital) or 11 (office)? Counted on both: 400 - 200 = 200 left of the one that is valid here, one dose and no more
    title: 'A dose that either of two authorizations for different places may have served is counted on both',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { site: { stock: {}, placeOfService: '11' } })],
      authorizations: [
        exampleAuthorization({ quantity: { basis: 'units', value: decimal('400') } }),
        exampleAuthorization({
          id: 'ClaimResponse/r2#1',
          number: 'AUTH0002',
          created: day('2026-08-01'),
          place: { placeOfService: '22' },
        }),
      ],
      priorUses: [exampleUse('2026-11-03', '200')],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'under-one-dose-left' },
  },
  {
    // 1,200 - 1,000 used - 200 planned for this visit = 0 left for the next booked dose of 200
    title: '1,200 units, 1,000 used, 200 planned now: nothing is left for the next booked dose',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ quantity: { basis: 'units', value: decimal('1200') } })],
      priorUses: [exampleUse('2026-11-03', '1000')],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'later-does-not-fit',
      sentence: 'Keytruda (J9271): auth units run out, Jan 5 visit not covered.',
    },
  },
  {
    // 1,000 - 728 = 272 left; 243 given + 37 discarded (280 mg from 240 + 40) = 280 > 272
    title: '1,000 units of J9299, 728 used, 243 planned and 37 discarded: 280 do not fit into 272',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          site: { stock: { [code('J9299')]: [amount('40', 'mg'), amount('240', 'mg')] } },
          drugs: [exampleNivolumab('243')],
        }),
      ],
      authorizations: [
        exampleAuthorization({ products: [code('J9299')], quantity: { basis: 'units', value: decimal('1000') } }),
      ],
      priorUses: [exampleUse('2026-11-03', '728', 'J9299')],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'visit-does-not-fit',
      sentence: 'Opdivo (J9299): Dec 15 visit needs 280 units (37 of them discarded), auth has 272 left.',
    },
  },
  {
    // With all four strengths 120 + 100 + 40 = 260 mg: 17 discarded, 243 + 17 = 260 <= 272; 12 are left
    title: 'The same dose from all four strengths discards 17 and fits; 12 units are left, less than one dose',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleNivolumab('243')] })],
      authorizations: [
        exampleAuthorization({ products: [code('J9299')], quantity: { basis: 'units', value: decimal('1000') } }),
      ],
      priorUses: [exampleUse('2026-11-03', '728', 'J9299')],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'under-one-dose-left' },
  },
  {
    title: 'Exactly one dose left after the last booked visit is information',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'units', value: decimal('400') } })],
    }),
    expect: { verdict: 'at-risk', severity: 'info', reason: 'under-two-doses-left' },
  },
  {
    title: 'One unit less than one dose left is a warning',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'units', value: decimal('399') } })],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'under-one-dose-left' },
  },
  {
    title: 'Two doses left after the last booked visit are clear',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'units', value: decimal('600') } })],
    }),
    expect: { verdict: 'clear', reason: 'fits' },
  },
  {
    // 40 old units of 10 mg are 400 new ones of 1 mg; 10 old ones (100 new) were used before October 1, 300 are left
    title: 'Old units left over are worth ten times as many new ones, and so are the used ones',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleEtoposide('200')] })],
      authorizations: [
        exampleAuthorization({ products: [code('J9181')], quantity: { basis: 'units', value: decimal('40') } }),
      ],
      priorUses: [exampleUse('2026-09-15', '10', 'J9181')],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'under-one-dose-left',
      sentence: 'etoposide (J9187): after the last booked visit 100 units are left; one dose takes 200.',
    },
  },
  {
    title: 'An authorization without a quantity is not limited by units, and says so',
    given: exampleSnapshot({ authorizations: [withoutQuantity] }),
    expect: {
      verdict: 'cannot-tell',
      severity: 'info',
      reason: 'quantity-unstated',
      missing: ['authorized quantity'],
    },
  },
  {
    title: 'An authorization in visits is judged in visits',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'visits', value: decimal('6') } })],
    }),
    expect: { verdict: 'not-applicable', reason: 'counted-in-visits' },
  },
  {
    title: 'An authorization in days says nothing of doses, and that is said',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'days', value: decimal('90') } })],
    }),
    expect: {
      verdict: 'cannot-tell',
      severity: 'info',
      reason: 'counted-in-days',
      missing: ['authorized units or visits'],
    },
  },
  {
    title: 'On an expired authorization a quantity that cannot be read is no count of visits',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15')],
      authorizations: [
        exampleAuthorization({
          period: { from: day('2026-07-01'), to: day('2026-12-10') },
          quantity: { basis: 'unreadable' },
        }),
      ],
    }),
    expect: {
      verdict: 'cannot-tell',
      severity: 'info',
      reason: 'quantity-unreadable',
      missing: ['authorized quantity'],
    },
  },
  {
    title: 'Without an authorization there are no units to count',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
  {
    title: 'An expired authorization whose dose is unknown has no units to judge',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [exampleDrug({ dose: { kind: 'unknown', missing: ['dose'], because: 'No dose in the order.' } })],
        }),
      ],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } })],
    }),
    expect: { verdict: 'not-applicable', reason: 'units-unknown' },
  },
];
