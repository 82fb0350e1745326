/** What a row of the worklist shows of a visit, copied from the decision and its snapshot. */
import { stepText } from '../../cds-hooks/card-wording.ts';
import type { Concern } from '../../cds-hooks/card-wording.ts';
import { coverageOn } from '../../domain/authorization/coverage-on.ts';
import type { DrugDecision, Exposure, Likelihood, VisitDecision } from '../../domain/decision/decision.ts';
import { toFourDecimals } from '../../domain/kernel/probability.ts';
import { toNumber } from '../../domain/kernel/rational.ts';
import { usdText } from '../../domain/kernel/usd.ts';
import { payerName } from '../../domain/visit/payer.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CaseFacts } from '../store/case-tables.ts';
import type { NewCase } from '../store/open-case.ts';

type FromVisit = Pick<NewCase, 'severity' | 'expectedLoss' | 'payer' | 'site' | 'facts'>;

export function factsOfConcern(concern: Concern, snapshot: Snapshot): FromVisit {
  const { visit, finding } = concern;
  const booked = snapshot.visits.find(({ ref }) => ref === visit.appointment);
  const severity = 'severity' in finding ? finding.severity : undefined;
  return definedOnly({
    severity,
    expectedLoss: visit.exposure === null ? undefined : usdText(visit.exposure.expectedLoss),
    payer: payerOn(snapshot, visit),
    site: booked?.site.location,
    facts: shownOf(concern, snapshot),
  });
}

function shownOf(concern: Concern, snapshot: Snapshot): CaseFacts {
  const { visit, drug, finding } = concern;
  const booked = snapshot.visits.find(({ ref }) => ref === visit.appointment);
  return {
    sentence: finding.sentence,
    step: stepText(concern),
    ...definedOnly({
      drug: drug?.name,
      startsAt: booked?.start,
      siteName: booked?.site.name,
      severity: 'severity' in finding ? finding.severity : undefined,
      missing: missingFor(concern),
      authorization: drug === undefined ? undefined : authorizationOf(drug),
      likelihood: likelihoodOf(visit.likelihood),
    }),
    ...dollarsOf(visit.exposure),
  };
}

/** Everything that somebody must supply for this drug, each named once. */
function missingFor({ visit, drug }: Concern): readonly string[] | undefined {
  const named = visit.findings
    .filter(({ about }) => drug === undefined || about === drug.order)
    .flatMap((finding) => (finding.verdict === 'cannot-tell' ? [...finding.missing] : []));
  return named.length === 0 ? undefined : [...new Set(named)];
}

function authorizationOf({ authorization, plannedUnits, discardedUnits }: DrugDecision): CaseFacts['authorization'] {
  const { state, validFrom, validUntil, unitsAuthorized, unitsLeft } = authorization;
  const needed = plannedUnits === null ? undefined : Number(plannedUnits) + Number(discardedUnits ?? 0);
  return {
    state,
    ...definedOnly({
      validFrom,
      validUntil,
      unitsAuthorized: unitsAuthorized === undefined ? undefined : toNumber(unitsAuthorized),
      unitsLeft: unitsLeft === undefined ? undefined : toNumber(unitsLeft),
      unitsNeeded: needed,
    }),
  };
}

function likelihoodOf(likelihood: Likelihood | null): CaseFacts['likelihood'] {
  if (likelihood === null) return undefined;
  const { clearedByVisit, low, high, nineInTenBy, localCases } = likelihood;
  return {
    clearedByVisit: toFourDecimals(clearedByVisit),
    low: toFourDecimals(low),
    high: toFourDecimals(high),
    ...definedOnly({ nineInTenBy, localCases }),
  };
}

const dollarsOf = (exposure: Exposure | null): Pick<CaseFacts, 'atRisk' | 'expectedLoss'> =>
  exposure === null ? {} : { atRisk: usdText(exposure.atRisk.total), expectedLoss: usdText(exposure.expectedLoss) };

/** Who will be billed first on the day; two that tie are not picked between. */
function payerOn({ coverages }: Snapshot, { date }: VisitDecision): string | undefined {
  const standing = coverageOn(coverages, date);
  if (standing.kind !== 'one' || standing.coverage.payer === undefined) return undefined;
  return payerName(standing.coverage.payer);
}
