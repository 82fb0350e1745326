/** Finds what was seen or done of a patient without walking the chain, and rows that came with no file. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create index audit_body_by_patients on audit_body using gin ((body -> 'patients'))`,
  'create index audit_event_by_tenant on audit_event (tenant, seq)',
  'create index authorization_row_by_hand on authorization_row (tenant) where file_id is null',
];
