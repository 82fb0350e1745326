/** Charting work that is left over: what the sweep found, what was reopened, and what waits for a second person. */
import type { WasteGapView } from '../../api-contract/waste.schema.ts';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { preparations } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { eventOf, newestVersions, wasteRecords } from '../store/waste-records.ts';
import { isHeld } from './export-lines.ts';
import { contentOf, stateOfRecord, visitToChart } from './visit-charting.ts';
import type { WasteDesk } from './waste-desk.ts';
import { recordedOn, visitsFor } from './waste-desk.ts';

/** How far back visits that were never signed are looked for. */
const DAYS_BACK = 7;

export async function gapsOf(desk: WasteDesk): Promise<WasteGapView[]> {
  const [found, open, unsigned, remainders] = await Promise.all([
    foundBySweep(desk),
    openRecords(desk),
    unsignedVisits(desk),
    expiredRemainders(desk),
  ]);
  const known = new Set([...found, ...open].map(keyOf));
  const gaps = [...open, ...found, ...unsigned.filter((gap) => !known.has(keyOf(gap))), ...remainders];
  return gaps.filter(({ patient }) => desk.patientRef === undefined || patient === desk.patientRef).sort(byDay);
}

const keyOf = ({ appointment, line }: WasteGapView): string => JSON.stringify([appointment, line]);

const byDay = (a: WasteGapView, b: WasteGapView): number => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);

async function foundBySweep({ db, tenant }: WasteDesk): Promise<readonly WasteGapView[]> {
  const rows = await db
    .selectFrom('waste_gap')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('settled_at', 'is', null)
    .orderBy('visit_date')
    .limit(500)
    .execute();
  return rows.map(({ kind, patient_ref, appointment, visit_date, line, hcpcs, why }) => ({
    ...{ kind, patient: patient_ref, appointment, date: visit_date, line, why },
    ...(hcpcs === null ? {} : { hcpcs }),
  }));
}

async function openRecords({ db, tenant }: WasteDesk): Promise<readonly WasteGapView[]> {
  return newestVersions(await wasteRecords(db, { tenant }))
    .filter(({ kind }) => kind !== 'entered-in-error')
    .flatMap(openRecord);
}

function openRecord(record: StoredRecord): readonly WasteGapView[] {
  const state = stateOfRecord(record);
  if (state !== 'reopened' && state !== 'awaiting-witness') return [];
  const { patient_ref: patient, appointment, visit_date: date, line, hcpcs, id } = record;
  const why =
    state === 'reopened'
      ? (eventOf(record, 'reopened')?.reason ?? '')
      : 'Signed, and a second person has not witnessed it yet';
  return [{ kind: state, patient, appointment, date, line, hcpcs, why, record: id }];
}

/** Visits of the last days that are over and whose drugs nobody signed for. */
async function unsignedVisits(desk: WasteDesk): Promise<readonly WasteGapView[]> {
  const days = Array.from({ length: DAYS_BACK }, (_, back) => addDays(plainDate(desk.today), -1 - back));
  const gaps: WasteGapView[] = [];
  for (const day of days) {
    const recorded = await recordedOn(desk, day);
    for (const visit of await visitsFor(desk, day)) {
      const { appointment, date, patient, drugs } = visitToChart(visit, recorded);
      for (const { line, hcpcs, state } of drugs.filter(isUnsigned))
        gaps.push({
          ...{ kind: 'not-signed', patient: patient.ref, appointment, date, line },
          ...(hcpcs === undefined ? {} : { hcpcs }),
          why: state === 'to-chart' ? 'Prepared and never signed for' : 'Booked, and nothing says whether it was given',
        });
    }
  }
  return gaps;
}

const isUnsigned = ({ state }: { readonly state: string }): boolean => state === 'to-chart' || state === 'not-ready';

async function expiredRemainders({ db, tenant, now }: WasteDesk): Promise<readonly WasteGapView[]> {
  return (await preparations(db, { tenant })).filter(isHeld).flatMap((preparation) => {
    const { remainder } = contentOf(preparation);
    if (remainder === undefined || new Date(remainder.useBy) > now) return [];
    const { patient_ref: patient, appointment, visit_date: date, line, hcpcs } = preparation;
    const why = 'A remainder was held past its time of use: discard it, or say who received it';
    return [{ kind: 'remainder-expired' as const, patient, appointment, date, line, hcpcs, why }];
  });
}
