/** How the store stands about a patient, in prints: the standings of their visits and the open cases that decisions keep. */
import { CompiledQuery, sql, type Kysely } from 'kysely';

import type { AuthorizationCase } from './cases.ts';
import { CHARTING_KINDS, openOfPatients } from './cases.ts';
import type { Database } from './database.ts';
import { oftenPrepared } from './prepared-pool.ts';
import type { KnownStanding } from './standings.ts';

/** A row, and a print that any change of it changes. */
type Printed<Row> = Row & { readonly print: string };

export interface Stands {
  readonly standings: readonly Printed<KnownStanding>[];
  readonly cases: readonly Printed<AuthorizationCase>[];
}

/** When a standing was last looked at says nothing of how it stands. */
const STANDING = 'row(s.appointment, s.visit_date, s.digest, s.standing, s.decision_id)';
const CASE = 'authorization_case';

const printOf = (row: string): string => `encode(sha256(convert_to(${row}::text, 'UTF8')), 'hex')`;

export async function standsOf(db: Kysely<Database>, tenant: string, patients: readonly string[]): Promise<Stands> {
  if (patients.length === 0) return { standings: [], cases: [] };
  const standings = await db
    .selectFrom('visit_standing as s')
    .selectAll()
    .select(sql.raw<string>(printOf(STANDING)).as('print'))
    .where('tenant', '=', tenant)
    .where('patient_ref', 'in', patients)
    .orderBy('visit_date')
    .execute();
  const cases = await openOfPatients(db, tenant, patients)
    .where('work_kind', 'not in', CHARTING_KINDS)
    .select(sql.raw<string>(printOf(CASE)).as('print'))
    .execute();
  return { standings, cases };
}

/** The same text as long as every row is the same and there is no other. */
export const standsPrint = ({ standings, cases }: Stands): string =>
  `${joinedPrints(standings)}/${joinedPrints(cases)}`;

const joinedPrints = (rows: readonly { readonly print: string }[]): string =>
  rows
    .map(({ print }) => print)
    .sort()
    .join(' ');

/** The prints as they are now, by patient, without reading the rows. */
export async function standsPrints(
  db: Kysely<Database>,
  tenant: string,
  patients: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (patients.length === 0) return new Map();
  const { rows } = await db.executeQuery<{ ref: string; print: string }>(
    CompiledQuery.raw(PRINTS, [tenant, patients, CHARTING_KINDS]),
  );
  return new Map(rows.map(({ ref, print }) => [ref, print]));
}

const joined = (row: string): string =>
  `coalesce(string_agg(${printOf(row)}, ' ' order by ${printOf(row)} collate "C"), '')`;

const PRINTS = oftenPrepared(`
  select asked.ref,
    (select ${joined(STANDING)} from visit_standing s where tenant = $1 and patient_ref = asked.ref)
    || '/' ||
    (select ${joined(CASE)} from authorization_case where tenant = $1 and patient_ref = asked.ref
      and state in ('open', 'assigned', 'waiting') and work_kind <> all ($3::text[])) as print
  from unnest($2::text[]) as asked (ref)`);
