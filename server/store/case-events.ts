/** What happened to cases, in order; written once and never changed. */
import type { Kysely, Selectable } from 'kysely';

import type { CaseEventTable } from './case-tables.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';

export type CaseEvent = Readonly<Selectable<CaseEventTable>>;

export interface NewCaseEvent {
  readonly tenant: string;
  readonly caseId: string;
  readonly at: Date;
  /** Absent where a decision, a sweep or a clock did it. */
  readonly actor?: string;
  readonly kind: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** The columns as they were, where the step can be undone. */
  readonly was?: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly batch?: string;
}

export async function addCaseEvents(db: Kysely<Database>, events: readonly NewCaseEvent[]): Promise<void> {
  await insertRows(db, {
    table: 'case_event',
    rows: events.map(({ tenant, caseId, at, actor = null, kind, detail = {}, was = null, version, batch = null }) => ({
      ...{ tenant, case_id: caseId, at, actor, kind, version, detail, was, batch },
    })),
  });
}

/** The history of one case, oldest first. */
export function eventsOfCase(db: Kysely<Database>, tenant: string, caseId: string): Promise<readonly CaseEvent[]> {
  return db
    .selectFrom('case_event')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('case_id', '=', caseId)
    .orderBy('id')
    .limit(500)
    .execute();
}

/** What was done in one go, in the order in which it was done. */
export function eventsOfBatch(db: Kysely<Database>, tenant: string, batch: string): Promise<readonly CaseEvent[]> {
  return db
    .selectFrom('case_event')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('batch', '=', batch)
    .orderBy('id')
    .execute();
}
