/** How a visit stands, in so few words that the same words mean no news. */
import { createHash } from 'node:crypto';
import { coverageOn } from '../../domain/authorization/coverage-on.ts';
import type { VisitDecision } from '../../domain/decision/decision.ts';
import { payerName } from '../../domain/visit/payer.ts';
import type { Snapshot, Visit } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';

/** What the schedule says of a visit: read anew by every sweep, and no news by itself. */
export interface ScheduledAs {
  /** As the EHR wrote it; with its offset. */
  readonly start?: string;
  readonly end?: string;
  readonly place?: string;
  readonly chair?: string;
  readonly payer?: string;
}

interface StandingDrug {
  readonly order: string;
  readonly hcpcs: string | null;
  readonly state: string;
  /** Billing units of the planned dose: another dose is news though it may be authorized too. Null where it is not known. */
  readonly units: number | null;
}

/** No sentence, likelihood or dollar is in it: those change with every day that passes. */
export interface Standing {
  readonly route: string;
  readonly dueBy?: string;
  readonly drugs: readonly StandingDrug[];
  readonly findings: readonly string[];
  /** Absent in rows that were written before it was kept. */
  readonly scheduled?: ScheduledAs;
}

export interface VisitStanding {
  readonly standing: Standing;
  /**
   * SHA-256 of the visit's day and of how it stands, without `scheduled`: another hour of the same day changes no
   * answer, so it makes no decision, no case and no line among the changes. The board reads the hour from the standing.
   */
  readonly digest: string;
}

export function standingOf(visit: VisitDecision, snapshot: Snapshot): VisitStanding {
  const { to, dueBy } = visit.route;
  const standing: Standing = {
    route: to,
    ...(dueBy === undefined ? {} : { dueBy }),
    drugs: visit.drugs.map(({ order, hcpcs, authorization, plannedUnits }) => ({
      ...{ order, hcpcs, state: authorization.state, units: plannedUnits },
    })),
    findings: visit.findings.flatMap((finding) => {
      const { rule, verdict, about } = finding;
      if (verdict !== 'at-risk' && verdict !== 'cannot-tell') return [];
      return [`${rule} ${verdict} ${finding.severity ?? ''} ${about}`];
    }),
  };
  const scheduled = scheduledAs(visit, snapshot);
  return { standing: { ...standing, scheduled }, digest: digestOf(visit.date, standing) };
}

const digestOf = (date: string, { route, dueBy, drugs, findings }: Standing): string =>
  createHash('sha256')
    .update(JSON.stringify([date, definedOnly({ route, dueBy, drugs, findings })]))
    .digest('hex');

/**
 * The same standing with the due day that was told before, where only a later one is new. What should have been done by
 * now is due "today" at every look: told anew each day, it would be news every day and never overdue.
 */
export function withEarlierDue<Now extends VisitStanding & { readonly date: string }>(
  now: Now,
  was: { readonly digest: string; readonly standing: unknown } | undefined,
): Now {
  const [before, after] = [dueIn(was?.standing), now.standing.dueBy];
  if (was === undefined || before === undefined || after === undefined || after <= before) return now;
  const standing = { ...now.standing, dueBy: before };
  return digestOf(now.date, standing) === was.digest ? { ...now, standing, digest: was.digest } : now;
}

/** A kept standing is what some version of this program wrote. */
const dueIn = (kept: unknown): string | undefined =>
  typeof kept === 'object' && kept !== null && 'dueBy' in kept && typeof kept.dueBy === 'string'
    ? kept.dueBy
    : undefined;

/** The hour and place of the booking, and who pays first on that day; what is not known is left out. */
export function scheduledAs({ appointment, date }: VisitDecision, snapshot: Snapshot): ScheduledAs {
  const booked = snapshot.visits.find(({ ref }) => ref === appointment);
  const covered = coverageOn(snapshot.coverages, date);
  const payer = covered.kind === 'one' ? covered.coverage.payer : undefined;
  return definedOnly({
    ...(booked === undefined ? {} : bookedAt(booked)),
    payer: payer === undefined ? undefined : payerName(payer),
  });
}

const bookedAt = ({ start, end, chair, site }: Visit) => ({ start, end, place: site.name ?? site.location, chair });
