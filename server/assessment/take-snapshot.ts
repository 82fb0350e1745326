import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PayerFacts } from '../../domain/visit/payer.ts';
import { isSamePayer } from '../../domain/visit/payer.ts';
import type { DrugFacts, DrugIndex, PaymentLimit } from '../../domain/visit/drug-facts.ts';
import type { LocalCases } from '../../domain/visit/local-cases.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import type { Knowledge, PlannedDrug, RoutingSettings, Snapshot } from '../../domain/visit/snapshot.ts';

/** What was read of one patient's record; the rest of a snapshot is the day and what we know of drugs and payers. */
export type VisitRecord = Omit<Snapshot, 'today' | 'asked' | 'knowledge'>;

/** The tables and settings that hold for one site. */
export interface SiteKnowledge {
  readonly drugs: DrugIndex;
  readonly policies: readonly Policy[];
  /** Names the packs in force: part of every decision's versions. */
  readonly policiesVersion: string;
  readonly holidays: readonly PlainDate[];
  readonly routing: RoutingSettings;
  /** How the payers have answered this site's own requests; absent where nothing is kept. */
  readonly localCases?: readonly LocalCases[];
}

/** Freezes what is known on one day, with a copy of every table row that concerns this patient and of no other. */
export function takeSnapshot(
  record: VisitRecord,
  knowledge: SiteKnowledge,
  today: PlainDate,
  asked?: readonly string[],
): Snapshot {
  return Object.freeze({
    today,
    ...(asked === undefined ? {} : { asked }),
    knowledge: relevantTo(record, knowledge, today),
    ...record,
  });
}

function relevantTo(record: VisitRecord, knowledge: SiteKnowledge, today: PlainDate): Knowledge {
  const uses = codesIn(record, today);
  const successions = knowledge.drugs.successions().filter(({ from, to }) => uses.has(from) || uses.has(to));
  for (const { from, to, on } of successions) {
    if (!uses.has(from)) uses.set(from, on);
    if (!uses.has(to)) uses.set(to, on);
  }
  return {
    drugs: factsOf(uses, knowledge.drugs),
    successions,
    limits: limitsOf(record, [...uses.keys()], knowledge.drugs),
    policies: policiesFor(record, knowledge.policies),
    holidays: knowledge.holidays,
    routing: knowledge.routing,
    ...casesWith(record, uses, knowledge.localCases),
    versions: { reference: knowledge.drugs.version, policies: knowledge.policiesVersion },
  };
}

/** Those of a payer that may pay, for a code that the record names; nothing is written where there are none. */
function casesWith(
  { coverages }: VisitRecord,
  uses: ReadonlyMap<HcpcsCode, PlainDate>,
  localCases: readonly LocalCases[] = [],
): Pick<Knowledge, 'localCases'> {
  const theirs = localCases.filter(
    ({ hcpcs, payer }) =>
      uses.has(hcpcs) &&
      coverages.some((coverage) => coverage.payer !== undefined && isSamePayer(coverage.payer, payer)),
  );
  return theirs.length === 0 ? {} : { localCases: theirs };
}

/** Every code that the record names, with a day on which to look it up: the visit's, else today. */
function codesIn(record: VisitRecord, today: PlainDate): Map<HcpcsCode, PlainDate> {
  const earlier = [
    ...record.priorUses.map(({ hcpcs }) => hcpcs),
    ...record.authorizations.flatMap(({ products }) => products),
  ];
  const planned = record.visits.flatMap(({ date, drugs }) =>
    drugs.flatMap(codesOfDrug).map((code) => [code, date] as const),
  );
  return new Map([...earlier.filter((code) => code !== undefined).map((code) => [code, today] as const), ...planned]);
}

function codesOfDrug({ identity, stoppedReplaced = [] }: PlannedDrug): readonly HcpcsCode[] {
  switch (identity.kind) {
    case 'known':
    case 'unlisted':
      return [...stoppedReplaced, identity.hcpcs];
    case 'several':
      return [...stoppedReplaced, ...identity.candidates];
    case 'not-infused':
    case 'unknown':
      return stoppedReplaced;
  }
}

const factsOf = (uses: ReadonlyMap<HcpcsCode, PlainDate>, drugs: DrugIndex): readonly DrugFacts[] =>
  [...uses].flatMap(([code, on]) => drugs.facts(code, on) ?? []);

function limitsOf(record: VisitRecord, codes: readonly HcpcsCode[], drugs: DrugIndex): readonly PaymentLimit[] {
  const dates = [...new Set(record.visits.map(({ date }) => date))];
  const found = codes.flatMap((code) => dates.flatMap((date) => drugs.paymentLimit(code, date) ?? []));
  return [...new Map(found.map((limit) => [`${limit.hcpcs} ${limit.quarterFrom}`, limit])).values()];
}

/** Left out is only what names another payer for certain; which of the rest holds is for the rules to say. */
function policiesFor({ coverages, authorizations }: VisitRecord, policies: readonly Policy[]): readonly Policy[] {
  const payers = payersIn([...coverages, ...authorizations]);
  const products = new Set(coverages.map(({ product }) => product));
  return policies.filter(({ payer, product }) => {
    const namesNobody = payer.identifiers.length === 0 && payer.names.length === 0;
    if (namesNobody || (product !== undefined && products.has(product))) return true;
    return payers.some((named) => isSamePayer(payer, named) !== false);
  });
}

/** Each payer once: coverage and authorizations mostly name the same one. */
function payersIn(naming: readonly { readonly payer?: PayerFacts }[]): readonly PayerFacts[] {
  const payers: PayerFacts[] = [];
  for (const { payer } of naming) {
    if (payer !== undefined && !payers.some((known) => isSameNaming(known, payer))) payers.push(payer);
  }
  return payers;
}

const isSameNaming = (a: PayerFacts, b: PayerFacts): boolean =>
  a.ref === b.ref && isSameList(a.identifiers, b.identifiers) && isSameList(a.names, b.names);

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, position) => one === b[position]);
