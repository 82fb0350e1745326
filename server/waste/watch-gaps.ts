/**
 * Looks, after every sweep of a patient, whether what was given in the last days was charted as it was given: finds
 * administrations without a record, reopens records whose administration was changed, and names what no longer fits.
 */
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { newestVersions, wasteRecords } from '../store/waste-records.ts';
import { contradictions } from './contradictions.ts';
import type { Gap, GapWatch, WatchedPatient } from './given-doses.ts';
import { drugsOf, givenDoses, uncharted, wasGivenOn } from './given-doses.ts';
import type { SignedDay } from './reopen-changed.ts';
import { reopenChanged } from './reopen-changed.ts';
import type { VisitOfDay } from './visits-of-day.ts';
import { endedVisit, visitsOfDay } from './visits-of-day.ts';

export interface WatchedGaps {
  readonly found: number;
  readonly reopened: number;
  /** Days before those that are always looked at, on which a record was reopened. */
  readonly reopenedEarlier: readonly PlainDate[];
}

const DAYS_BACK = 3;

/** The days on which whatever was given is held against the charting: today first. */
export const daysLookedAt = (today: PlainDate): readonly PlainDate[] =>
  Array.from({ length: DAYS_BACK + 1 }, (_, back) => addDays(today, -back));

/** A chart that is amended later than this finds its claim long paid. */
export const REOPENS_FOR_DAYS = 30;

export async function watchGaps(watch: GapWatch, patient: WatchedPatient): Promise<WatchedGaps> {
  const { db, tenant } = watch;
  const { today, patient: person } = patient.snapshot;
  const from = addDays(today, -REOPENS_FOR_DAYS);
  const signed = newestVersions(await wasteRecords(db, { tenant, from, patientRef: person.ref }));
  const signedOn = groupBy(
    signed.filter(({ kind }) => kind !== 'entered-in-error'),
    ({ visit_date }) => visit_date,
  );
  const recent: readonly string[] = daysLookedAt(today);
  let [found, reopened] = [0, 0];
  for (const day of recent) {
    const seen = await watchDay(watch, patient, { day: plainDate(day), records: signedOn.get(day) ?? [] });
    found += seen.found;
    reopened += seen.reopened;
  }
  const reopenedEarlier: PlainDate[] = [];
  for (const [day, records] of signedOn) {
    if (recent.includes(day)) continue;
    const changed = await watchEarlier(watch, patient, { day: plainDate(day), records });
    reopened += changed;
    if (changed > 0) reopenedEarlier.push(plainDate(day));
  }
  return { found, reopened, reopenedEarlier };
}

type SignedThen = Pick<SignedDay, 'day' | 'records'>;

async function watchDay(
  watch: GapWatch,
  patient: WatchedPatient,
  { day, records }: SignedThen,
): Promise<Omit<WatchedGaps, 'reopenedEarlier'>> {
  if (records.length === 0 && !wasGivenOn(watch, patient, day)) return { found: 0, reopened: 0 };
  const visits = await knownVisits(watch, patient, day);
  const given = givenDoses(watch, patient, drugsOf(visits), day);
  const reopened = await reopenChanged(watch, patient, { records, given, day });
  const gaps = [
    ...uncharted(watch, patient, { records, given, visits, day }),
    ...(await contradictions(watch, records, visits)),
  ];
  await keepGaps(watch, { patientRef: patient.snapshot.patient.ref, day, gaps });
  return { found: gaps.length, reopened };
}

/** Of earlier days only what was signed for is held against the chart. */
function watchEarlier(watch: GapWatch, patient: WatchedPatient, { day, records }: SignedThen): Promise<number> {
  const drugs = records.map(({ order_ref, hcpcs }) => ({
    ...(order_ref === null ? {} : { order: order_ref }),
    hcpcs: hcpcs as HcpcsCode,
  }));
  return reopenChanged(watch, patient, { records, given: givenDoses(watch, patient, drugs, day), day });
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
