/** The newest decision that was kept about a patient. */
import type { Kysely } from 'kysely';

import type { Database } from './database.ts';

export async function lastDecisionId(
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('cds_call')
    .select('id')
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}
