/** What a sweep decided about one patient, held against how their visits stood at the last look. */
import type { Assessed } from '../assessment/assess-patient.ts';
import type { KnownStanding } from '../store/standings.ts';
import type { VisitStanding } from './standing.ts';
import { standingOf, withEarlierDue } from './standing.ts';

/** One patient as this run found them, not kept yet. */
export interface SweptPatient {
  readonly assessed: Assessed;
  readonly visits: readonly VisitNow[];
  /** When their record was asked for. */
  readonly at: Date;
  /** Of the record and of all that it was judged by (record-print.ts); undefined where that has none. */
  readonly print: string | undefined;
}

export interface VisitNow extends VisitStanding {
  readonly appointment: string;
  readonly date: string;
}

export interface SweptVisit extends VisitNow {
  readonly was: KnownStanding | undefined;
}

export interface Swept {
  readonly visits: readonly SweptVisit[];
  readonly news: readonly SweptVisit[];
  readonly gone: readonly KnownStanding[];
  readonly sawAllVisits: boolean;
  /** Without news the decision that was kept last says the same. */
  readonly mustKeep: boolean;
  readonly lastDecision: string;
}

export const sweptPatient = (assessed: Assessed, { at, print }: Pick<SweptPatient, 'at' | 'print'>): SweptPatient => ({
  assessed,
  at,
  print,
  visits: assessed.decision.visits.map((visit) => {
    const { standing, digest } = standingOf(visit, assessed.snapshot);
    return { appointment: visit.appointment, date: visit.date, standing, digest };
  }),
});

export function compareSwept(before: readonly KnownStanding[], { assessed, visits: now }: SweptPatient): Swept {
  const known = new Map(before.map((one) => [one.appointment, one]));
  const visits = now.map((visit): SweptVisit => {
    const was = known.get(visit.appointment);
    return { ...withEarlierDue(visit, was), was };
  });
  const news = visits.filter(({ was, digest }) => was?.digest !== digest);
  const sawAllVisits = assessed.notRead.every(({ key }) => key !== 'appointments');
  const here = new Set(visits.map(({ appointment }) => appointment));
  const gone = sawAllVisits ? before.filter(({ appointment }) => !here.has(appointment)) : [];
  const lastDecision = before[0]?.decision_id ?? '';
  // A case about doses that no visit tells of must be able to show what was decided.
  const isWithoutDecision = assessed.decision.given !== undefined && lastDecision === '';
  const mustKeep = news.length > 0 || gone.length > 0 || isWithoutDecision;
  return { visits, news, gone, sawAllVisits, lastDecision, mustKeep };
}
