import type { Example } from '../decision/example.ts';
import { day, exampleDrug, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import type { Arrival, Snapshot } from '../visit/snapshot.ts';
import type { Supply } from '../visit/supply.ts';
import type { SupplyStatement } from '../visit/staff-statements.ts';
import { broughtDrugIsHere } from './brought-drug-is-here.rule.ts';

export const rule = broughtDrugIsHere;

const visitOn = (date: string, supply: Supply, arrival?: Arrival): Snapshot =>
  exampleSnapshot({
    visits: [exampleVisit(date, { drugs: [exampleDrug({ supply, ...(arrival === undefined ? {} : { arrival }) })] })],
  });

const expected = (date: string): Arrival => ({ state: 'expected', on: day(date), source: 'Practitioner/n1' });

const whiteBagged = (different: Partial<SupplyStatement>): SupplyStatement => ({
  order: 'MedicationRequest/m1',
  supply: 'white-bag',
  reason: 'The payer sends it through its pharmacy.',
  by: 'Practitioner/n1',
  at: '2026-11-20T15:00:00Z',
  ...different,
});

export const examples: readonly Example[] = [
  {
    title: 'The white bag was handed over on November 20',
    given: visitOn('2026-11-30', 'white-bag', {
      state: 'received',
      on: day('2026-11-20'),
      source: 'MedicationDispense/d1',
    }),
    expect: { verdict: 'clear', reason: 'here', sentence: 'Keytruda (J9271): here since Nov 20.' },
  },
  {
    title: 'It is expected the day before the visit',
    given: visitOn('2026-11-30', 'white-bag', expected('2026-11-29')),
    expect: { verdict: 'clear', reason: 'on-its-way' },
  },
  {
    title: 'It is expected on the day of the visit: too late to mix',
    given: visitOn('2026-11-30', 'white-bag', expected('2026-11-30')),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'too-late' },
  },
  {
    title: 'It was expected yesterday, four days before the visit',
    given: visitOn('2026-11-25', 'clear-bag', expected('2026-11-20')),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'overdue' },
  },
  {
    title: 'It was expected yesterday, three days before the visit',
    given: visitOn('2026-11-24', 'clear-bag', expected('2026-11-20')),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'overdue' },
  },
  {
    title: 'The pharmacy called the dispense off',
    given: visitOn('2026-11-30', 'manufacturer-free', { state: 'not-coming', source: 'MedicationDispense/d1' }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'not-coming' },
  },
  {
    title: 'Fourteen days ahead nobody has confirmed the study drug',
    given: visitOn('2026-12-05', 'trial'),
    expect: {
      verdict: 'cannot-tell',
      severity: 'info',
      reason: 'unconfirmed',
      missing: ['arrival of the drug'],
      sentence: 'Keytruda (J9271): study drug, and nobody recorded that it is here for the Dec 5 visit.',
    },
  },
  {
    title: 'Fifteen days ahead nobody asks yet',
    given: visitOn('2026-12-06', 'trial'),
    expect: { verdict: 'not-applicable', reason: 'not-asked-yet' },
  },
  {
    title: 'Three days ahead nobody has confirmed the replacement',
    given: visitOn('2026-11-24', 'replacement'),
    expect: { verdict: 'cannot-tell', severity: 'warning', reason: 'unconfirmed', missing: ['arrival of the drug'] },
  },
  {
    title: 'The clinic buys it',
    given: visitOn('2026-11-24', 'buy-and-bill'),
    expect: { verdict: 'not-applicable', reason: 'bought' },
  },
  {
    title: 'The order says that the clinic buys it; on November 20 the pharmacist settled that it comes as a white bag',
    given: { ...visitOn('2026-11-30', 'buy-and-bill'), supplyStatements: [whiteBagged({})] },
    expect: { verdict: 'cannot-tell', severity: 'info', reason: 'unconfirmed', missing: ['arrival of the drug'] },
  },
  {
    title: 'What was said of this visit counts before what was said of all visits, whichever is newer',
    given: {
      ...visitOn('2026-11-30', 'unknown'),
      supplyStatements: [
        whiteBagged({ appointment: 'Appointment/2026-11-30', receivedOn: day('2026-11-21') }),
        whiteBagged({ supply: 'buy-and-bill', at: '2026-11-21T15:00:00Z' }),
      ],
    },
    expect: { verdict: 'clear', reason: 'here', sentence: 'Keytruda (J9271): here since Nov 21.' },
  },
];
