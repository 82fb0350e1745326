/** What is kept from the first day on because it cannot be rebuilt: names, states at the start of service, moved visits. */
import { sql, type Insertable, type Kysely } from 'kysely';

import type { PatientIdentityTable, ServiceStartTable, VisitRescheduleTable } from './case-tables.ts';
import type { Database } from './database.ts';

/** Keeps the newest name; the row is written only where something is otherwise. */
export const keepIdentity = (db: Kysely<Database>, identity: Insertable<PatientIdentityTable>): Promise<void> =>
  keepIdentities(db, [identity]);

/** The same of many patients, each once. */
export async function keepIdentities(
  db: Kysely<Database>,
  identities: readonly Insertable<PatientIdentityTable>[],
): Promise<void> {
  if (identities.length === 0) return;
  await db
    .insertInto('patient_identity')
    .values(identities)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'patient_ref'])
        .doUpdateSet((excluded) => ({
          name: excluded.ref('excluded.name'),
          birth_date: excluded.ref('excluded.birth_date'),
          noted_at: excluded.ref('excluded.noted_at'),
        }))
        .where(
          sql<boolean>`(patient_identity.name, patient_identity.birth_date)
            is distinct from (excluded.name, excluded.birth_date)`,
        ),
    )
    .execute();
}

/** Names and birth dates as they were last seen, by reference. */
export async function identitiesOf(
  db: Kysely<Database>,
  tenant: string,
  patients: readonly string[],
): Promise<Readonly<Record<string, { readonly name?: string; readonly birthDate?: string }>>> {
  if (patients.length === 0) return {};
  const rows = await db
    .selectFrom('patient_identity')
    .select(['patient_ref', 'name', 'birth_date'])
    .where('tenant', '=', tenant)
    .where('patient_ref', 'in', [...new Set(patients)])
    .execute();
  return Object.fromEntries(
    rows.map(({ patient_ref, name, birth_date }) => [
      patient_ref,
      { ...(name === null ? {} : { name }), ...(birth_date === null ? {} : { birthDate: birth_date }) },
    ]),
  );
}

/** The last state of the day of service; one seen at check-in is final. */
export async function keepServiceStarts(
  db: Kysely<Database>,
  starts: readonly Insertable<ServiceStartTable>[],
): Promise<void> {
  if (starts.length === 0) return;
  await db
    .insertInto('service_start')
    .values(starts)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'appointment', 'order_ref'])
        .doUpdateSet((excluded) => ({
          state: excluded.ref('excluded.state'),
          hcpcs: excluded.ref('excluded.hcpcs'),
          service_date: excluded.ref('excluded.service_date'),
          at_check_in: excluded.ref('excluded.at_check_in'),
          decision_id: excluded.ref('excluded.decision_id'),
          noted_at: excluded.ref('excluded.noted_at'),
        }))
        .where(
          sql<boolean>`not service_start.at_check_in and (service_start.state, service_start.at_check_in,
            service_start.service_date) is distinct from (excluded.state, excluded.at_check_in, excluded.service_date)`,
        ),
    )
    .execute();
}

export async function keepReschedule(
  db: Kysely<Database>,
  reschedule: Insertable<VisitRescheduleTable>,
): Promise<void> {
  await db.insertInto('visit_reschedule').values(reschedule).execute();
}
