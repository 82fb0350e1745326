/** What was prepared and signed for a patient's drugs of a day: the hooks prompt from it and fall silent by it. */
import type { Kysely } from 'kysely';
import type { ChartedHere } from '../../cds-hooks/waste-card.ts';
import type { Database } from '../store/database.ts';
import { preparations } from '../store/waste-preparations.ts';
import { eventOf, newestVersions, wasteRecords } from '../store/waste-records.ts';
import { preparedDose } from './preparation-content.ts';

export async function chartedHere(
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
  day: string,
): Promise<ChartedHere> {
  const [records, prepared] = await Promise.all([
    wasteRecords(db, { tenant, day, patientRef }),
    preparations(db, { tenant, day }),
  ]);
  const signed = newestVersions(records).filter(
    (record) => record.kind !== 'entered-in-error' && eventOf(record, 'reopened') === undefined,
  );
  const own = prepared.filter(({ patient_ref, kind }) => patient_ref === patientRef && kind !== 'entered-in-error');
  return {
    signed: new Set(signed.map(({ line }) => line)),
    prepared: new Map(own.map((preparation) => [preparation.line, preparedDose(preparation, {})])),
  };
}
