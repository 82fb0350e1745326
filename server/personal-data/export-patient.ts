/** Everything that is kept about a patient, row by row. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { recordEvent } from '../store/audit.ts';
import { decompressText } from '../store/compressed-text.ts';
import type { Database } from '../store/database.ts';
import type { PatientTable, WhoseRows } from './patient-tables.ts';
import { PATIENT_TABLES } from './patient-tables.ts';

export interface PatientRow {
  readonly table: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Tells each row with its table and gives their number. That it was asked is itself recorded. */
export async function exportPatient(
  db: Kysely<Database>,
  whose: WhoseRows,
  tell: (row: PatientRow) => void,
  at: Date,
): Promise<number> {
  let rows = 0;
  for (const table of PATIENT_TABLES)
    for (const row of await rowsOf(db, table, whose)) {
      tell({ table: table.table, row });
      rows += 1;
    }
  const { tenant, patient } = whose;
  await recordEvent(db, 'export', { at, tenant, body: { what: 'patient', patient, rows } });
  return rows;
}

async function rowsOf(
  db: Kysely<Database>,
  { table, of }: PatientTable,
  whose: WhoseRows,
): Promise<PatientRow['row'][]> {
  const { rows } = await sql<PatientRow['row']>`select * from ${sql.table(table)} where ${of(whose)}`.execute(db);
  return rows.map(readable);
}

/** A token, a salt or a seal says nothing about anybody, and opens what it should not. */
const LEFT_OUT = new Set(['access_token', 'token_hash', 'salt', 'seal_salt', 'sealed_seq']);

const readable = (row: PatientRow['row']): PatientRow['row'] =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => (LEFT_OUT.has(column) ? [] : [[column, readableValue(value)]])),
  );

/** Decisions and snapshots are kept as compressed JSON. */
function readableValue(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  try {
    const text = decompressText(value);
    return JSON.parse(text) as unknown;
  } catch {
    return 'unreadable';
  }
}
