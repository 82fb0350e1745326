/** The kept decisions about one patient, for the history of a visit. */
import type { Kysely } from 'kysely';

import type { Decision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { decompressText } from './compressed-text.ts';
import type { Database } from './database.ts';

export interface PatientDecision {
  readonly id: string;
  readonly at: Date;
  /** The CDS Hooks service, `app` or `sweep`. */
  readonly service: string;
  readonly decision: Decision;
}

export interface DecisionSpan {
  /** The first of the site's days. */
  readonly since: string;
  /** At most so many of the span, the newest ones. */
  readonly most: number;
  /** How many from before the span to compare with. */
  readonly before: number;
}

/** Oldest first: a few from before the span, then those within it. */
export async function decisionsOfPatient(
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
  { since, most, before }: DecisionSpan,
): Promise<readonly PatientDecision[]> {
  const of = (comparison: '<' | '>=', limit: number) =>
    db
      .selectFrom('cds_call')
      .select(['id', 'received_at', 'service', 'decision'])
      .where('tenant', '=', tenant)
      .where('patient_ref', '=', patientRef)
      .where('today', comparison, since)
      .orderBy('received_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  const [within, earlier] = [await of('>=', most), await of('<', before)];
  return [...within, ...earlier].reverse().map(({ id, received_at, service, decision }) => ({
    ...{ id, at: received_at, service },
    // Only `exactJson.stringify` of a decision is ever written there.
    decision: exactJson.parse(decompressText(decision)) as Decision,
  }));
}

/** A visit that a sweep found booked no more. */
export interface GoneVisit {
  readonly at: Date;
  readonly appointment: string;
}

const MOST_GONE = 200;

/** The newest of them. */
export function goneVisitsOf(db: Kysely<Database>, tenant: string, patientRef: string): Promise<readonly GoneVisit[]> {
  return db
    .selectFrom('visit_change')
    .select(['at', 'appointment'])
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .where('kind', '=', 'gone')
    .orderBy('at', 'desc')
    .limit(MOST_GONE)
    .execute();
}
