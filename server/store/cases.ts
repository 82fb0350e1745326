/** The worklist's cases as they stand. */
import { sql, type Kysely, type Selectable } from 'kysely';

import type { AuthorizationCaseTable, CaseState } from './case-tables.ts';
import type { Database } from './database.ts';

export type AuthorizationCase = Readonly<Selectable<AuthorizationCaseTable>>;

export const OPEN_STATES: readonly CaseState[] = ['open', 'assigned', 'waiting'];

export const isOpenState = (state: CaseState): boolean => OPEN_STATES.includes(state);

export async function findCase(
  db: Kysely<Database>,
  tenant: string,
  id: string,
): Promise<AuthorizationCase | undefined> {
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Kinds of work that charting leaves behind. Decisions neither open nor close them. */
export const CHARTING_KINDS: readonly string[] = ['charting', 'remainder'];

/** The cases of a patient that decisions opened and that are not closed, by visit. */
export const openCasesOf = (
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<readonly AuthorizationCase[]> => openCasesOfPatients(db, tenant, [patientRef]);

/** The same of many patients at once. */
export const openCasesOfPatients = async (
  db: Kysely<Database>,
  tenant: string,
  patients: readonly string[],
): Promise<readonly AuthorizationCase[]> =>
  patients.length === 0
    ? []
    : openOfPatients(db, tenant, patients).where('work_kind', 'not in', CHARTING_KINDS).execute();

/** The cases of patients that gaps in charting opened and that are not closed, by visit. */
export const openChartingCasesOf = async (
  db: Kysely<Database>,
  tenant: string,
  patients: readonly string[],
): Promise<readonly AuthorizationCase[]> =>
  patients.length === 0 ? [] : openOfPatients(db, tenant, patients).where('work_kind', 'in', CHARTING_KINDS).execute();

/** Cases that are not closed, charting's among them, by visit. */
export const openOfPatients = (db: Kysely<Database>, tenant: string, patients: readonly string[]) =>
  db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('patient_ref', 'in', patients)
    .where('state', 'in', OPEN_STATES)
    .orderBy('visit_date')
    .orderBy('id');

/** Which of these patients have a case that is not closed. */
export async function patientsWithCases(
  db: Kysely<Database>,
  patients: readonly { readonly tenant: string; readonly patientRef: string }[],
): Promise<ReadonlySet<string>> {
  if (patients.length === 0) return new Set();
  const rows = await db
    .selectFrom('authorization_case')
    .select(['tenant', 'patient_ref'])
    .distinct()
    .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
    .where('tenant', 'in', [...new Set(patients.map(({ tenant }) => tenant))])
    .where('patient_ref', 'in', [...new Set(patients.map(({ patientRef }) => patientRef))])
    .execute();
  return new Set(rows.map(({ tenant, patient_ref }) => patientKey(tenant, patient_ref)));
}

export const patientKey = (tenant: string, patientRef: string): string => `${tenant} ${patientRef}`;

/** Open cases of one owner, most pressing first. */
export function openCasesOfOwner(
  db: Kysely<Database>,
  tenant: string,
  owner: string,
  limit: number,
): Promise<readonly AuthorizationCase[]> {
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('owner', '=', owner)
    .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
    .orderBy('due_rank')
    .orderBy('id')
    .limit(limit)
    .execute();
}
