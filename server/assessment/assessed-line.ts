import type { AssessedFinding, AssessedLine, AssessedVisit } from '../../api-contract/assess.schema.ts';
import type { Citation } from '../../domain/decision/citation.ts';
import type {
  Decision,
  DrugDecision,
  Exposure,
  Likelihood,
  UnauthorizedDoses,
  VisitDecision,
} from '../../domain/decision/decision.ts';
import type { Finding } from '../../domain/decision/finding.ts';
import { toFourDecimals } from '../../domain/kernel/probability.ts';
import { decimalText, toNumber } from '../../domain/kernel/rational.ts';
import { usdText } from '../../domain/kernel/usd.ts';

/** One decision as `assess` prints it: the public contract's shape, fields in its order. */
export const assessedLineOf = (id: string | null, decision: Decision, all: boolean): AssessedLine => ({
  id,
  visits: decision.visits.map((visit) => visitOf(visit, all)),
  ...(decision.unlinked.length === 0 ? {} : { unlinked: [...decision.unlinked] }),
  ...(decision.given === undefined ? {} : { unauthorizedDoses: decision.given.map(dosesOf) }),
  versions: decision.versions,
});

const dosesOf = ({ hcpcs, given, uses, finding, route }: UnauthorizedDoses) => ({
  ...{ hcpcs, given, uses: [...uses], finding: findingOf(finding), route },
});

const visitOf = (visit: VisitDecision, all: boolean): AssessedVisit => ({
  appointment: visit.appointment,
  date: visit.date,
  drugs: visit.drugs.map(drugOf),
  findings: visit.findings.filter((finding) => all || isOpen(finding)).map(findingOf),
  likelihood: visit.likelihood === null ? null : likelihoodOf(visit.likelihood),
  exposure: visit.exposure === null ? null : exposureOf(visit.exposure),
  route: visit.route,
});

const isOpen = ({ verdict }: Finding): boolean => verdict === 'at-risk' || verdict === 'cannot-tell';

function drugOf(drug: DrugDecision): AssessedVisit['drugs'][number] {
  const { state, number, validUntil, unitsLeft, source } = drug.authorization;
  return {
    medicationRequest: drug.order,
    hcpcs: drug.hcpcs,
    plannedUnits: drug.plannedUnits === null ? null : Number(drug.plannedUnits),
    discardedUnits: drug.discardedUnits === null ? null : Number(drug.discardedUnits),
    ...(drug.projected ? { projected: true as const } : {}),
    supply: drug.supply,
    authorization: {
      state,
      ...(number === undefined ? {} : { number }),
      ...(validUntil === undefined ? {} : { validUntil }),
      ...(unitsLeft === undefined ? {} : { unitsLeft: toNumber(unitsLeft) }),
      ...(source === undefined ? {} : { source }),
    },
  };
}

/** A literal that begins with a named member: V8 makes one that begins with a spread many times more slowly. */
function findingOf(finding: Finding): AssessedFinding {
  const { rule } = finding;
  switch (finding.verdict) {
    case 'clear':
    case 'not-applicable':
      return { rule, ...saidBy(finding), verdict: finding.verdict };
    case 'at-risk':
      return { rule, ...saidBy(finding), verdict: finding.verdict, severity: finding.severity };
    case 'cannot-tell': {
      const { verdict, severity, missing } = finding;
      return severity === undefined
        ? { rule, ...saidBy(finding), verdict, missing: [...missing] }
        : { rule, ...saidBy(finding), verdict, severity, missing: [...missing] };
    }
  }
}

function saidBy({ trigger, about, sentence, source: citation }: Finding) {
  const source = sourceOf(citation);
  return trigger === undefined ? { about, sentence, source } : { trigger, about, sentence, source };
}

/** Rules cite few places, each the same object every time. */
const sources = new WeakMap<Citation, AssessedFinding['source']>();

function sourceOf(citation: Citation): AssessedFinding['source'] {
  const known = sources.get(citation);
  if (known !== undefined) return known;
  const { document, section, url, inForce } = citation;
  const source = {
    document,
    ...(section === undefined ? {} : { section }),
    ...(url === undefined ? {} : { url }),
    inForce,
  };
  sources.set(citation, source);
  return source;
}

const likelihoodOf = (likelihood: Likelihood): AssessedVisit['likelihood'] => ({
  clearedByVisit: toFourDecimals(likelihood.clearedByVisit),
  low: toFourDecimals(likelihood.low),
  high: toFourDecimals(likelihood.high),
  approval: toFourDecimals(likelihood.approval),
  inTime: toFourDecimals(likelihood.inTime),
  factors: likelihood.factors.map(({ name, logOdds, sentence, fixable }) => ({ name, logOdds, sentence, fixable })),
});

const exposureOf = ({ atRisk, expectedLoss }: Exposure): AssessedVisit['exposure'] => ({
  atRisk: usdText(atRisk.total),
  expectedLoss: usdText(expectedLoss),
  worksheet: atRisk.lines.map(({ label, amount, source }) => ({ label, amount: decimalText(amount), source })),
});
