/**
 * Looks, after every sweep of a patient, whether what was given in the last days was charted as it was given: finds
 * administrations without a record, reopens records whose administration was changed, and names what no longer fits.
 */
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays } from '../../domain/kernel/plain-date.ts';
import { newestVersions, wasteRecords } from '../store/waste-records.ts';
import { contradictions } from './contradictions.ts';
import type { Gap, GapWatch, WatchedPatient } from './given-doses.ts';
import { givenDoses, uncharted, wasGivenOn } from './given-doses.ts';
import { reopenChanged } from './reopen-changed.ts';
import type { VisitOfDay } from './visits-of-day.ts';
import { endedVisit, visitsOfDay } from './visits-of-day.ts';

export interface WatchedGaps {
  readonly found: number;
  readonly reopened: number;
}

const DAYS_BACK = 3;

export async function watchGaps(watch: GapWatch, patient: WatchedPatient): Promise<WatchedGaps> {
  const { today } = patient.snapshot;
  let [found, reopened] = [0, 0];
  for (let back = 0; back <= DAYS_BACK; back += 1) {
    const day = addDays(today, -back);
    const seen = await watchDay(watch, patient, day);
    found += seen.found;
    reopened += seen.reopened;
  }
  return { found, reopened };
}

async function watchDay(watch: GapWatch, patient: WatchedPatient, day: PlainDate): Promise<WatchedGaps> {
  const { db, tenant } = watch;
  const patientRef = patient.snapshot.patient.ref;
  const records = newestVersions(await wasteRecords(db, { tenant, day, patientRef })).filter(
    ({ kind }) => kind !== 'entered-in-error',
  );
  if (records.length === 0 && !wasGivenOn(watch, patient, day)) return { found: 0, reopened: 0 };
  const visits = await knownVisits(watch, patient, day);
  const given = givenDoses(watch, patient, visits, day);
  const reopened = await reopenChanged(watch, patient, records, given, day);
  const gaps = [
    ...uncharted(watch, patient, { records, given, visits, day }),
    ...(await contradictions(watch, records, visits)),
  ];
  await keepGaps(watch, { patientRef, day, gaps });
  return { found: gaps.length, reopened };
}

async function knownVisits(
  { db, decisions, tenant }: GapWatch,
  { snapshot }: WatchedPatient,
  day: PlainDate,
): Promise<readonly VisitOfDay[]> {
  const kept = await visitsOfDay({ db, decisions, tenant, day, patientRef: snapshot.patient.ref });
  return kept.length > 0 ? kept : endedVisit(snapshot, day, '');
}

async function keepGaps(
  { db, tenant, at }: GapWatch,
  { patientRef, day, gaps }: { readonly patientRef: string; readonly day: PlainDate; readonly gaps: readonly Gap[] },
): Promise<void> {
  const key = ({ appointment, line, kind }: Pick<Gap, 'appointment' | 'line' | 'kind'>): string =>
    JSON.stringify([appointment, line, kind]);
  const wanted = new Set(gaps.map(key));
  const open = await db
    .selectFrom('waste_gap')
    .select(['appointment', 'line', 'kind'])
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .where('visit_date', '=', day)
    .where('settled_at', 'is', null)
    .execute();
  for (const gap of open.filter((one) => !wanted.has(key(one))))
    await db
      .updateTable('waste_gap')
      .set({ settled_at: at })
      .where('tenant', '=', tenant)
      .where('appointment', '=', gap.appointment)
      .where('line', '=', gap.line)
      .where('kind', '=', gap.kind)
      .execute();
  for (const gap of gaps)
    await db
      .insertInto('waste_gap')
      .values({ ...gap, tenant, patient_ref: patientRef, visit_date: day, found_at: at, settled_at: null })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'appointment', 'line', 'kind'])
          .doUpdateSet((excluded) => ({ why: excluded.ref('excluded.why'), settled_at: null })),
      )
      .execute();
}
