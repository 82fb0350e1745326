/** Requests that a payer has answered in the EHR, as sweeps met them: what the odds of the next request learn from. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table answered_request (
    id bigint generated always as identity primary key,
    tenant text not null,
    patient_ref text not null,
    evidence text not null,
    said jsonb not null,
    noted_at timestamptz not null,
    unique (tenant, patient_ref, evidence)
  )`,
];
