/** A one-page brief for a call with the payer's physician: only what chart, payer or policy says, each with its source. */
import type { CaseBrief } from '../../api-contract/worklist.schema.ts';
import { coverageOn } from '../../domain/authorization/coverage-on.ts';
import type { Citation } from '../../domain/decision/citation.ts';
import type { Decision, DrugDecision, VisitDecision } from '../../domain/decision/decision.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { dateText } from '../../domain/kernel/plain-date.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { payerName } from '../../domain/visit/payer.ts';
import type { PlannedDrug, Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';

export interface BriefFacts {
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  readonly madeAt: Date;
  readonly appointment: string;
  readonly visitDate: string;
  readonly order: string | null;
}

/** Undefined where the decision knows no drug at the visit: there is nothing to argue then. */
export function briefOf(facts: BriefFacts): CaseBrief | undefined {
  const { decision, snapshot, madeAt } = facts;
  const visit = decision.visits.find(({ appointment }) => appointment === facts.appointment) ?? draftOn(facts);
  const drug = visit?.drugs.find(({ order }) => order === facts.order) ?? visit?.drugs[0];
  if (visit === undefined || drug === undefined) return undefined;
  const sources = numbered();
  const about: About = { snapshot, visit, drug, planned: plannedOf(snapshot, visit, drug), sources };
  const sections = [
    { title: 'What is asked', sentences: request(about) },
    { title: 'What the chart shows', sentences: [...diagnoses(about), ...results(about), ...course(about)] },
    { title: 'What the payer has said', sentences: answers(about) },
    { title: 'What stands in the way, and what the policy says', sentences: findings(about) },
  ]
    .filter(({ sentences }) => sentences.length > 0)
    .map(({ title, sentences }) => ({ title, sentences: [...sentences] }));
  const { ref, name, birthDate } = snapshot.patient;
  return {
    patient: { ref, ...definedOnly({ name, birthDate }) },
    ...{ madeAt: madeAt.toISOString(), today: decision.today, drug: nameOf(drug), visitDate: visit.date },
    ...insurance(snapshot, visit),
    ask: `Approve ${nameOf(drug)} for the visit on ${dateText(visit.date)}.`,
    ...{ sections, missing: missingOf(about), sources: sources.all() },
  };
}

const draftOn = ({ decision, appointment, visitDate }: BriefFacts): VisitDecision | undefined =>
  appointment.startsWith('draft ') ? decision.visits.find(({ date }) => date === visitDate) : undefined;

interface About {
  readonly snapshot: Snapshot;
  readonly visit: VisitDecision;
  readonly drug: DrugDecision;
  readonly planned: PlannedDrug | undefined;
  readonly sources: Sources;
}

type Sentence = CaseBrief['sections'][number]['sentences'][number];

const plannedOf = ({ visits }: Snapshot, visit: VisitDecision, drug: DrugDecision): PlannedDrug | undefined =>
  visits.find(({ ref }) => ref === visit.appointment)?.drugs.find(({ order }) => order === drug.order);

const nameOf = ({ name, hcpcs }: DrugDecision): string =>
  hcpcs === null || name.includes(hcpcs) ? name : `${name} (${hcpcs})`;

function insurance({ coverages }: Snapshot, { date }: VisitDecision): Pick<CaseBrief, 'payer' | 'memberId'> {
  const standing = coverageOn(coverages, date);
  if (standing.kind !== 'one') return {};
  const { payer, memberId } = standing.coverage;
  return definedOnly({ payer: payer === undefined ? undefined : payerName(payer), memberId });
}

function request({ visit, drug, planned, sources }: About): readonly Sentence[] {
  const units = drug.plannedUnits === null ? '' : `, ${String(drug.plannedUnits)} billing units`;
  const dose = planned?.dose.kind === 'known' ? ` Dose: ${planned.dose.working}.` : '';
  return [
    {
      text: `${nameOf(drug)}${units}, is booked for ${dateText(visit.date)}.${dose}`,
      sources: [
        sources.chart(visit.appointment, 'Booked visit', visit.date),
        sources.chart(drug.order, 'Order', planned?.authoredOn),
      ],
    },
  ];
}

function diagnoses({ snapshot, drug, planned, sources }: About): readonly Sentence[] {
  const named = planned?.diagnoses ?? [];
  const onOrder: readonly Sentence[] =
    named.length === 0
      ? []
      : [
          {
            text: `The order is for ${named.join(', ')}.`,
            sources: [sources.chart(drug.order, 'Order', planned?.authoredOn)],
          },
        ];
  const recorded = snapshot.clinical.diagnoses
    .filter(({ icd10 }) => named.length === 0 || icd10.some((code) => named.some((other) => isSameFamily(code, other))))
    .filter(({ icd10 }) => icd10.length > 0)
    .map(({ ref, icd10, recordedOn }) => ({
      text: `Diagnosis ${icd10.join(', ')} is recorded${onDay(recordedOn)}.`,
      sources: [sources.chart(ref, 'Diagnosis', recordedOn)],
    }));
  return [...onOrder, ...recorded];
}

/** C34 and C34.11 are one family. */
const isSameFamily = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** Results that the policy asks for, where the chart has them. */
function results({ snapshot, drug, sources }: About): readonly Sentence[] {
  const wanted = snapshot.knowledge.policies
    .filter(({ drugs }) => drugs === 'any' || (drug.hcpcs !== null && drugs.includes(drug.hcpcs)))
    .flatMap(({ requiredResults }) => requiredResults ?? []);
  return wanted.flatMap(({ loinc, name }) =>
    snapshot.clinical.results
      .filter((result) => result.loinc.includes(loinc))
      .slice(0, 1)
      .map(({ ref, on, answers: coded }) => ({
        text: `${name} was resulted${onDay(on)}${coded === undefined || coded.length === 0 ? '' : ` (${coded.join(', ')})`}.`,
        sources: [sources.chart(ref, name, on)],
      })),
  );
}

const MOST_DOSES = 12;

/** Doses of the same drug already given. */
function course({ snapshot, drug, sources }: About): readonly Sentence[] {
  const given = snapshot.priorUses.filter(({ hcpcs, basis }) => hcpcs === drug.hcpcs && basis === 'administered');
  const [first] = [...given].sort((a, b) => (a.date < b.date ? -1 : 1));
  if (first === undefined) return [];
  const count = given.length === 1 ? 'One dose was' : `${String(given.length)} doses were`;
  return [
    {
      text: `${count} given since ${dateText(first.date)}.`,
      sources: given.slice(0, MOST_DOSES).map(({ ref, date }) => sources.chart(ref, 'Administration', date)),
    },
  ];
}

function answers({ snapshot, drug, sources }: About): readonly Sentence[] {
  return snapshot.authorizations
    .filter((one) => concerns(one, drug))
    .map((one) => ({
      text: `${ANSWERS[one.decision]}${number(one)}${onDay(one.decidedOn ?? one.created)}.${reasons(one)}`,
      sources: [
        sources.chart(one.raw, one.source === 'feed' ? 'Imported authorization list' : 'Payer answer', one.created),
      ],
    }));
}

const concerns = ({ products, orders }: AuthorizationEvidence, { hcpcs, order }: DrugDecision): boolean =>
  (hcpcs !== null && products.includes(hcpcs)) || orders.includes(order);

const number = (one: AuthorizationEvidence): string => (one.number === undefined ? '' : `, number ${one.number}`);

const reasons = ({ reasons: given, asksFor }: AuthorizationEvidence): string =>
  `${listed('Reasons given', given)}${listed('Still asked for', asksFor)}`;

/** Once each, though an answer says it of every line, and with one full stop at the end. */
function listed(name: string, texts: readonly string[]): string {
  const once = [...new Set(texts.map((text) => text.trim().replace(/\.+$/, '')))];
  return once.length === 0 ? '' : ` ${name}: ${once.join('; ')}.`;
}

const ANSWERS: Readonly<Record<AuthorizationEvidence['decision'], string>> = {
  approved: 'Approved',
  'approved-in-part': 'Approved in part',
  pended: 'Pended',
  denied: 'Denied',
  'not-required': 'No authorization required, the payer said',
  needed: 'An authorization is needed, the payer said',
  void: 'Cancelled',
  unreadable: 'An answer that could not be read came',
};

/** What the rules found, with the rule's own source and what it speaks of. */
function findings({ visit, drug, sources }: About): readonly Sentence[] {
  return visit.findings
    .filter(({ verdict, about }) => (verdict === 'at-risk' || verdict === 'cannot-tell') && isAbout(about, visit, drug))
    .map(({ sentence, source, about }) => ({
      text: sentence,
      sources: [sources.policy(source), sources.chart(about, about === drug.order ? 'Order' : 'Booked visit')],
    }));
}

const isAbout = (about: string, visit: VisitDecision, drug: DrugDecision): boolean =>
  about === drug.order || about === visit.appointment;

function missingOf({ visit, drug }: About): string[] {
  const named = visit.findings
    .filter(({ about }) => isAbout(about, visit, drug))
    .flatMap((finding) => (finding.verdict === 'cannot-tell' ? [...finding.missing] : []));
  return [...new Set(named)];
}

const onDay = (day: PlainDate | undefined): string => (day === undefined ? '' : ` on ${dateText(day)}`);

interface Sources {
  readonly chart: (ref: string, what: string, on?: PlainDate) => number;
  readonly policy: (citation: Citation) => number;
  readonly all: () => CaseBrief['sources'];
}

/** Numbers from 1 in the order of first mention; one source has one number. */
function numbered(): Sources {
  const known = new Map<string, CaseBrief['sources'][number]>();
  const numberOf = (key: string, make: (number: number) => CaseBrief['sources'][number]): number => {
    const found = known.get(key) ?? make(known.size + 1);
    known.set(key, found);
    return found.number;
  };
  return {
    chart: (ref, what, on) =>
      numberOf(ref, (count) => ({ number: count, kind: 'chart', ref, what, ...definedOnly({ on }) })),
    policy: (citation) =>
      numberOf(`${citation.document} ${citation.section ?? ''}`, (count) => ({
        number: count,
        kind: 'policy',
        citation,
      })),
    all: () => [...known.values()],
  };
}
