import { readFileSync } from 'node:fs';
import type { FhirResource } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { decide } from '../../domain/decision/decide.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { parseQuantity } from '../../domain/kernel/quantity.ts';
import { decimal } from '../../domain/kernel/rational.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { builtInPolicies, parsePolicyPack } from '../../reference-data/policy-pack.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';
import { takeSnapshot } from '../../server/assessment/take-snapshot.ts';
import { createFhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { addDays, atLocalTime } from '../../sandbox/local-time.ts';
import { plannedVisits } from '../../sandbox/screens-api/visit-plan.ts';
import { SEED, STORIES } from '../../sandbox/stories/all-stories.ts';
import { clinic, STOCK, TIME_ZONE } from '../../sandbox/stories/clinic.ts';
import { payerOrganizations } from '../../sandbox/stories/payers.ts';
import { sceneOf } from '../../sandbox/stories/scene.ts';

// What each story promises in words is asked of the real rules here, with the sandbox's own policies.

const pack = parsePolicyPack(JSON.parse(readFileSync('sandbox/policies/sandbox-payers.policies.json', 'utf8')));
const policies = [...builtInPolicies(), ...(pack.ok ? pack.value.policies : [])];
const drugs = loadDrugIndex();
const routing = {
  reviewCost: decimal('60'),
  unrecovered: decimal('0.12'),
  averted: decimal('0.5'),
  businessDays: 10,
};
const stock = Object.fromEntries(
  Object.entries(STOCK).map(([code, strengths]) => [code, strengths.map(amountOf)] as const),
);

function amountOf(strength: string) {
  const [value = '', unit = ''] = strength.split(' ');
  const amount = parseQuantity({ value, unit });
  if (!amount.ok) throw new Error(`not an amount: ${strength}`);
  return amount.value;
}

/** The chart of one patient, with the clinic and the payers, as the sandbox tells it on that day. */
function chartOf(story: string, day: string): readonly FhirResource[] {
  const told = STORIES.flatMap((each, index) =>
    each.id === story ? each.resources(sceneOf(story, index, day, TIME_ZONE, SEED)) : [],
  );
  return [...clinic(), ...payerOrganizations(), ...told];
}

/** What the visitor of the first story is asked to book: three visits, three weeks apart. */
function proposalsFor(story: string, day: string): readonly object[] {
  const store = createFhirStore({ timeZone: TIME_ZONE });
  store.putAll(chartOf(story, day));
  const booking = {
    user: 'Practitioner/scheduler-1',
    patient: story,
    orders: [`${story}-order`],
    chair: 'chair-1',
    start: atLocalTime(addDays(day, 1), '08:00', TIME_ZONE),
    minutes: 120,
    series: { visits: 3, everyDays: 21 },
  };
  const visits = plannedVisits({ store, timeZone: TIME_ZONE }, booking, 'proposed');
  return visits.map((visit, index) => ({ ...visit, id: `proposed-${index}` }));
}

function decisionOf(story: string, day: string): Decision {
  const read = readRecord(chartOf(story, day), {
    today: plainDate(day),
    drugs,
    zones: { tenant: TIME_ZONE },
    sites: { 'Location/infusion-center': { timeZone: TIME_ZONE, stock } },
    patient: `Patient/${story}`,
    draftVisits: story === 'expires-before-third-cycle' ? proposalsFor(story, day) : [],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const knowledge = { drugs, policies, policiesVersion: 'test', holidays: [], routing };
  return decide(ruleBook, takeSnapshot(read.value, knowledge, plainDate(day)), 'test');
}

/** The at-risk and cannot-tell findings of the last visit, as `rule: sentence`. */
function seenAt(visit: Decision['visits'][number] | undefined): readonly string[] {
  const findings = visit?.findings ?? [];
  return findings
    .filter(({ verdict }) => verdict === 'at-risk' || verdict === 'cannot-tell')
    .map(({ rule, sentence }) => `${rule}: ${sentence}`);
}

interface Promised {
  /** State of each drug of the last visit. */
  readonly states: readonly string[];
  /** Rule and sentence of the finding that the visitor sees; absent where all is silent. */
  readonly says?: RegExp;
}

const PROMISES: Readonly<Record<string, Promised>> = {
  'expires-before-third-cycle': {
    states: ['invalid'],
    says: /authorization-covers-the-date: .*J9271.*not covered/,
  },
  'authorized-throughout': { states: ['valid'] },
  'no-authorization': { states: ['missing'], says: /required-authorization-exists: .*J9022/ },
  'biosimilar-ordered': { states: ['invalid'], says: /product-is-the-authorized-one: .*Q5118.*J9035/ },
  'discarded-units-count': { states: ['invalid'], says: /units-fit-the-authorization: .*280 units.*190 left/ },
  'new-plan-in-january': { states: ['invalid'], says: /plan-is-the-authorized-one: .*Granite Mutual.*Sunrise/ },
  'pending-three-days-before': { states: ['pending'], says: /answer-comes-in-time: .*pending/ },
  'denied-peer-to-peer-open': { states: ['denied'], says: /denial-is-still-open: .*peer-to-peer open/ },
  'off-label-2b': { states: ['missing'], says: /required-authorization-exists/ },
  'medicare-fee-for-service': { states: ['not-required'] },
  'payer-without-policy': { states: ['unknown'], says: /required-authorization-exists: .*no policy of Cedar/ },
  'free-text-drug': { states: [], says: /visit-has-a-drug: .*drug unknown/ },
  'two-drugs-one-visit': { states: ['valid', 'missing'], says: /required-authorization-exists: .*Q5107/ },
  'coverage-ended': { states: ['invalid'], says: /coverage-is-active: .*coverage ended/ },
  'payer-answered-on-the-order': { states: ['valid'] },
  'in-the-chair-today': { states: ['valid'] },
};

describe('every story comes true', () => {
  it('has a promise for each of them, and policies that do not contradict each other', () => {
    expect(Object.keys(PROMISES).sort()).toEqual(STORIES.map(({ id }) => id).sort());
    expect(pack.ok).toBe(true);
    expect(checkPolicySet(policies)).toEqual([]);
  });

  const cases = STORIES.flatMap(({ id }) =>
    ['2026-11-21', '2026-11-25', '2027-03-01'].map((day) => [id, day] as const),
  );

  it.each(cases)('%s, told on %s', (id, day) => {
    const promised = PROMISES[id] ?? { states: [] };
    const visit = decisionOf(id, day).visits.at(-1);
    expect(visit?.drugs.map(({ authorization }) => authorization.state)).toEqual(promised.states);
    const seen = seenAt(visit);
    if (promised.says === undefined) expect(seen).toEqual([]);
    else expect(seen.join('\n')).toMatch(promised.says);
  });
});
