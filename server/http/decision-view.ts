import { stepText } from '../../cds-hooks/card-wording.ts';
import { concernsOf } from '../../cds-hooks/concerns.ts';
import type {
  DecisionView,
  DrugView,
  FindingView,
  LikelihoodView,
  VisitView,
} from '../../api-contract/decision-view.schema.ts';
import { gainOfFixing, gainWord, likelihoodWord } from '../../api-contract/likelihood-words.ts';
import type { Sight } from '../../api-contract/role.schema.ts';
import type {
  Decision,
  DrugDecision,
  Exposure,
  Likelihood,
  LikelihoodFactor,
  VisitDecision,
} from '../../domain/decision/decision.ts';
import type { Finding } from '../../domain/decision/finding.ts';
import { CASES_TO_SPEAK_OF } from '../../domain/authorization/local-experience.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { toFourDecimals } from '../../domain/kernel/probability.ts';
import { decimalText, subtract, toNumber } from '../../domain/kernel/rational.ts';
import { usdText } from '../../domain/kernel/usd.ts';
import type { Snapshot, Visit } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CallRecord } from '../store/decisions.ts';

export interface ViewedDecision {
  readonly id: string;
  readonly madeAt: Date;
  readonly timeZone: string;
  readonly service: string;
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  /** The visit that the reader asked for; else the gravest is shown first. */
  readonly focus?: string;
}

/** A kept decision, as it was kept. Only `exactJson.stringify` of both is ever kept there. */
export const viewOfKept = (kept: CallRecord, timeZone: string): ViewedDecision => ({
  ...{ id: kept.id, madeAt: kept.receivedAt, service: kept.service, timeZone },
  decision: exactJson.parse(kept.decision) as Decision,
  snapshot: exactJson.parse(kept.snapshot) as Snapshot,
});

/** A decision as one reader may see it: what is not theirs is left out, never zeroed. */
export function decisionViewOf(viewed: ViewedDecision, sight: Sight, all: boolean): DecisionView {
  const { decision, snapshot, service } = viewed;
  const [gravest] = concernsOf(decision);
  const focus = viewed.focus ?? gravest?.visit.appointment ?? snapshot.asked?.[0];
  const { ref, name, birthDate } = snapshot.patient;
  return {
    id: viewed.id,
    madeAt: viewed.madeAt.toISOString(),
    today: decision.today,
    timeZone: viewed.timeZone,
    evaluation: evaluationOf(snapshot),
    decidedBy: service === 'app' || service === 'sweep' ? { kind: service } : { kind: 'hook', service },
    patient: { ref, ...definedOnly({ name, birthDate }) },
    ...(focus === undefined ? {} : { focus }),
    visits: decision.visits.map((visit) => visitOf(visit, snapshot, { sight, all, timeZone: viewed.timeZone })),
    unlinked: [...decision.unlinked],
    versions: decision.versions,
  };
}

const KINDS: Readonly<Record<string, string>> = {
  coverages: 'coverage',
  medications: 'orders',
  appointments: 'other visits',
  services: 'service requests',
  conditions: 'diagnoses',
  administrations: 'administrations',
  observations: 'results and weights',
  claimResponses: 'authorizations',
  encounter: 'the encounter',
};

/** Kinds of record that could not be read stand among the snapshot's gaps under their prefetch key. */
function evaluationOf({ gaps }: Snapshot): DecisionView['evaluation'] {
  const notRead = gaps.flatMap(({ path }) => KINDS[path] ?? []);
  return notRead.length === 0 ? { state: 'evaluated' } : { state: 'partly-evaluated', notRead };
}

interface Viewing {
  readonly sight: Sight;
  readonly all: boolean;
  readonly timeZone: string;
}

function visitOf(visit: VisitDecision, snapshot: Snapshot, { sight, all, timeZone }: Viewing): VisitView {
  const booked = snapshot.visits.find(({ ref }) => ref === visit.appointment);
  const { to, why, dueBy } = visit.route;
  const step = stepOf(visit);
  return {
    appointment: visit.appointment,
    date: visit.date,
    ...(booked === undefined ? {} : bookedAs(booked)),
    timeZone,
    drugs: visit.drugs.map((drug) => drugOf(drug, sight)),
    findings: visit.findings.filter((finding) => all || isOpen(finding)).map(findingOf),
    ...(sight.likelihood === 'none' ? {} : { likelihood: likelihoodOf(visit.likelihood, sight) }),
    ...(sight.exposure ? { exposure: exposureOf(visit.exposure) } : {}),
    route: sight.routeTarget
      ? { to, why, ...definedOnly({ step, dueBy }) }
      : { why: 'See the findings of this visit.', ...definedOnly({ step, dueBy }) },
  };
}

const bookedAs = ({ start, end, chair, status, site }: Visit) =>
  definedOnly({ start: instantOf(start), end: instantOf(end), chair, status, site: site.name });

/** What the gravest finding of a visit asks for, in the words of the card. */
function stepOf(visit: VisitDecision): string | undefined {
  const [gravest] = concernsOf({ visits: [visit] });
  return gravest === undefined ? undefined : stepText(gravest);
}

const isOpen = ({ verdict }: Finding): boolean => verdict === 'at-risk' || verdict === 'cannot-tell';

/** Only a whole instant is shown as one. */
const instantOf = (start: string | undefined): string | undefined =>
  start !== undefined && /T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(start) ? start : undefined;

function drugOf(drug: DrugDecision, { units }: Sight): DrugView {
  const { order, name, hcpcs, projected, supply, plannedUnits, discardedUnits, working } = drug;
  return {
    ...{ order, name, hcpcs, projected, supply },
    ...(units ? { plannedUnits, discardedUnits, working: [...working] } : {}),
    authorization: authorizationOf(drug.authorization),
  };
}

function authorizationOf(summary: DrugDecision['authorization']): DrugView['authorization'] {
  const { state, because, number, validFrom, validUntil, source, strength, evidence, evidenceDate, attestedBy } =
    summary;
  return {
    state,
    because,
    ...definedOnly({ number, validFrom, validUntil, source, strength, evidence, evidenceDate, attestedBy }),
    ...unitsOf(summary),
  };
}

function unitsOf({
  unitsAuthorized,
  unitsLeft,
}: DrugDecision['authorization']): Pick<DrugView['authorization'], 'units'> {
  if (unitsAuthorized === undefined && unitsLeft === undefined) return {};
  const used =
    unitsAuthorized === undefined || unitsLeft === undefined ? undefined : subtract(unitsAuthorized, unitsLeft);
  const [authorized, left, taken] = [unitsAuthorized, unitsLeft, used].map((one) =>
    one === undefined ? undefined : toNumber(one),
  );
  return { units: { basis: 'units', ...definedOnly({ authorized, left, used: taken }) } };
}

function findingOf(finding: Finding): FindingView {
  const { rule, trigger, verdict, about, sentence, source } = finding;
  return {
    ...{ rule, verdict, about, sentence, source },
    ...definedOnly({ trigger, severity: 'severity' in finding ? finding.severity : undefined }),
    ...(finding.verdict === 'cannot-tell' ? { missing: [...finding.missing] } : {}),
  };
}

function likelihoodOf(likelihood: Likelihood | null, sight: Sight): LikelihoodView | null {
  if (likelihood === null) return null;
  const { about, clearedByVisit, nineInTenBy } = likelihood;
  const figures = sight.likelihood === 'percentages';
  return {
    about,
    word: likelihoodWord(clearedByVisit),
    ...definedOnly({ nineInTenBy }),
    ...(figures ? { percentages: percentagesOf(likelihood) } : {}),
    factors: likelihood.factors.map((factor) => factorOf(likelihood, factor, figures)),
  };
}

const percentagesOf = ({ clearedByVisit, low, high, approval, inTime, localCases = 0 }: Likelihood) => ({
  clearedByVisit: toFourDecimals(clearedByVisit),
  low: toFourDecimals(low),
  high: toFourDecimals(high),
  approval: toFourDecimals(approval),
  inTime: toFourDecimals(inTime),
  localCases,
  isStartingEstimate: localCases < CASES_TO_SPEAK_OF,
});

function factorOf(
  likelihood: Likelihood,
  factor: LikelihoodFactor,
  figures: boolean,
): LikelihoodView['factors'][number] {
  const gain = gainOfFixing(likelihood, factor);
  const { name, sentence, fixable, logOdds } = factor;
  return {
    ...{ name, sentence, fixable },
    direction: logOdds > 0 ? 'helps' : logOdds < 0 ? 'hurts' : 'neutral',
    ...(gain === undefined ? {} : { gainWord: gainWord(gain), ...(figures ? { gain } : {}) }),
  };
}

const exposureOf = (exposure: Exposure | null): VisitView['exposure'] =>
  exposure === null
    ? null
    : {
        atRisk: usdText(exposure.atRisk.total),
        expectedLoss: usdText(exposure.expectedLoss),
        worksheet: exposure.atRisk.lines.map(({ label, amount, source }) => ({
          label,
          amount: decimalText(amount),
          source,
        })),
      };
