import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { rational } from '../../../domain/kernel/rational.ts';
import { readRecord } from '../../../fhir/read-record.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import type { GatheredRecord } from '../../../server/assessment/assess-patient.ts';
import type { PrintedQuestion } from '../../../server/sweep/record-print.ts';
import { recordPrint } from '../../../server/sweep/record-print.ts';

interface Printed {
  readonly gathered: GatheredRecord;
  readonly question: PrintedQuestion;
}

const print = ({ gathered, question }: Printed): string | undefined => recordPrint(gathered, question);

const assessor: PrintedQuestion['assessor'] = {
  readRecord,
  decide: () => {
    throw new Error('nobody decides here');
  },
};

const knowledge: GatheredRecord['knowledge'] = {
  ...{ drugs: loadDrugIndex(), policies: [], policiesVersion: 'p1', holidays: [], localCases: [] },
  routing: { reviewCost: rational(60), unrecovered: rational(1), averted: rational(1), businessDays: 2 },
};

const site: PrintedQuestion['site'] = { knowledge, zones: {}, sites: {}, today: () => plainDate('2026-12-01') };

/** Text without the word that JSON has for nothing. */
const text = fc.string().filter((written) => !written.includes('null'));

const element = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.boolean(), tie('list'), tie('members')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  members: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
})).members;

const resource = element.map((members) => ({
  ...members,
  resourceType: 'Coverage',
  id: 'c',
}));

const notRead = fc.constantFrom('not-offered', 'unread', 'cut-short').map((why) => ({ key: 'services' as const, why }));

const printed = fc.record({
  gathered: fc.record({
    resources: fc.array(resource, { minLength: 1, maxLength: 3 }),
    ...{ people: fc.constant([]), notRead: fc.array(notRead, { maxLength: 2 }) },
    ...{ today: fc.constant(plainDate('2026-12-01')), knowledge: fc.constant(knowledge) },
  }),
  question: fc.record({
    ...{ patient: fc.constant('Patient/p1'), rulesVersion: text },
    ...{ site: fc.constant(site), assessor: fc.constant(assessor) },
  }),
}) as fc.Arbitrary<Printed>;

type Change = (printed: Printed) => Printed;

const gathers =
  (change: (gathered: GatheredRecord) => Partial<GatheredRecord>): Change =>
  ({ gathered, question }) => ({ gathered: { ...gathered, ...change(gathered) }, question });

const knows = (change: Partial<GatheredRecord['knowledge']>): Change =>
  gathers((gathered) => ({ knowledge: { ...gathered.knowledge, ...change } }));

const asks =
  (change: (question: PrintedQuestion) => Partial<PrintedQuestion>): Change =>
  ({ gathered, question }) => ({ gathered, question: { ...question, ...change(question) } });

/** One for each thing that a decision is made from. */
const CHANGES: Readonly<Record<string, Change>> = {
  'a resource more': gathers(({ resources }) => ({ resources: [...resources, { resourceType: 'Coverage', id: 'd' }] })),
  'a resource less': gathers(({ resources }) => ({ resources: resources.slice(1) })),
  'a member more': gathers(({ resources: [first, ...others] }) => ({
    resources: [{ resourceType: 'Coverage', ...first, aMemberMore: '' }, ...others],
  })),
  'a number instead of its text': gathers(({ resources }) => ({
    resources: resources.map((one) => ({ ...one, order: typeof one['order'] === 'number' ? '1' : 1 })),
  })),
  'something unread': gathers(({ notRead: unread }) => ({ notRead: [...unread, { key: 'patient', why: 'unread' }] })),
  'another reason why it is unread': gathers(({ notRead: unread }) => ({
    notRead: [...unread.map(({ key }) => ({ key, why: 'no-ledger' as const })), { key: 'services', why: 'no-ledger' }],
  })),
  'another day': gathers(() => ({ today: plainDate('2026-12-02') })),
  'other tables': knows({ drugs: { ...knowledge.drugs } }),
  'other policies': knows({ policies: [] }),
  'another version of the policies': knows({ policiesVersion: 'p2' }),
  'other holidays': knows({ holidays: [plainDate('2026-12-25')] }),
  'other costs of a review': knows({ routing: { ...knowledge.routing } }),
  'other answers of payers': knows({ localCases: [] }),
  'another patient': asks(() => ({ patient: 'Patient/p2' })),
  'other rules': asks(({ rulesVersion }) => ({ rulesVersion: `${rulesVersion}.` })),
  'another zone': asks(() => ({ site: { ...site, zones: { tenant: 'America/Chicago' } } })),
  'another stock': asks(() => ({ site: { ...site, sites: {} } })),
  'another reader': asks(() => ({ assessor: { ...assessor, readRecord: (...asked) => readRecord(...asked) } })),
  'another decider': asks(() => ({ assessor: { ...assessor, decide: (snapshot) => assessor.decide(snapshot) } })),
};

describe('The print of a record', () => {
  it('is the same for the same, also where it was read anew', () => {
    fc.assert(
      fc.property(printed, (one) => {
        const { resources, notRead: unread } = one.gathered;
        const again = JSON.parse(JSON.stringify({ resources, notRead: unread })) as Partial<GatheredRecord>;
        expect(print(gathers(() => again)(one))).toBe(print(one));
        expect(print(one)).toMatch(/^.{43}=$/);
      }),
    );
  });

  it.each(Object.entries(CHANGES))('is another one with %s', (_what, change) => {
    fc.assert(
      fc.property(printed, (one) => {
        expect(print(change(one))).not.toBe(print(one));
      }),
      { numRuns: 20 },
    );
  });

  it('is another one wherever in a resource something is written otherwise', () => {
    fc.assert(
      fc.property(printed, element, element, (one, before, after) => {
        fc.pre(JSON.stringify(before) !== JSON.stringify(after));
        const holding = (what: unknown) => gathers(({ resources }) => ({ resources: resources.map((each) => ({ ...each, deep: [{ what }] })) }))(one); // prettier-ignore
        expect(print(holding(after))).not.toBe(print(holding(before)));
      }),
    );
  });

  it('is none where JSON writes null, which may have been a number too large for it', () => {
    const holding = (value: unknown): Printed => ({
      gathered: {
        ...{ resources: [{ resourceType: 'Coverage', value }], people: [], notRead: [] },
        ...{ today: plainDate('2026-12-01'), knowledge },
      },
      question: { patient: 'Patient/p1', rulesVersion: 'r', site, assessor },
    });
    expect(print(holding(JSON.parse('1e999')))).toBeUndefined();
    expect(print(holding(null))).toBeUndefined();
    expect(print(holding(1e99))).toBeDefined();
  });
});
