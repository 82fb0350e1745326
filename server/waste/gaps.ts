/** Charting work that is left over: what the sweep found, what was reopened, and what waits for a second person. */
import type { VisitToChart, WasteGapView } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { preparations } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { eventOf, wasteRecords } from '../store/waste-records.ts';
import { heldPreparations, recordsStanding } from '../store/waste-standings.ts';
import { stateOfRecord } from './record-view.ts';
import { visitToChart } from './visit-charting.ts';
import { unsignedDays } from './unsigned-days.ts';
import type { WasteDesk } from './waste-desk.ts';
import { recordedOn, visitsFor } from './waste-desk.ts';

/** Whose gaps, as seen from the desk of one site. */
export type GapDesk = Pick<
  WasteDesk,
  'db' | 'decisions' | 'tenant' | 'timeZone' | 'today' | 'drugs' | 'policy' | 'patientRef' | 'now'
>;

/** Days of visits, both included. */
export interface GapSpan {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** As many as a page shows of the gravest backlog; the oldest come first, and the rest moves up as they are closed. */
export const MOST_GAPS = 500;

/**
 * At most `MOST_GAPS` and one more, oldest visits first. With a span, those of its days only; without one, everything
 * that was signed or held, and what was never signed of the last 30 days.
 */
export async function gapsOf(desk: GapDesk, span?: GapSpan): Promise<readonly WasteGapView[]> {
  const [found, open, unsigned, remainders] = await Promise.all([
    foundBySweep(desk, span),
    openRecords(desk, span),
    unsignedVisits(desk, span),
    expiredRemainders(desk, span),
  ]);
  const known = new Set([...found, ...open].map(keyOf));
  const gaps = [...open, ...found, ...unsigned.filter((gap) => !known.has(keyOf(gap))), ...remainders];
  return gaps.sort(byDay).slice(0, MOST_GAPS + 1);
}

const keyOf = ({ appointment, line }: WasteGapView): string => JSON.stringify([appointment, line]);

const byDay = (a: WasteGapView, b: WasteGapView): number => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);

async function foundBySweep(
  { db, tenant, patientRef }: GapDesk,
  span: GapSpan | undefined,
): Promise<readonly WasteGapView[]> {
  const rows = await db
    .selectFrom('waste_gap')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('settled_at', 'is', null)
    .$if(patientRef !== undefined, (gaps) => gaps.where('patient_ref', '=', patientRef ?? ''))
    .$if(span !== undefined, (gaps) =>
      gaps.where('visit_date', '>=', span?.from ?? '').where('visit_date', '<=', span?.to ?? ''),
    )
    .orderBy('visit_date')
    .limit(MOST_GAPS + 1)
    .execute();
  return rows.map(({ kind, patient_ref, appointment, visit_date, line, hcpcs, why }) => ({
    ...{ kind, patient: patient_ref, appointment, date: visit_date, line, why },
    ...(hcpcs === null ? {} : { hcpcs }),
  }));
}

async function openRecords(
  { db, tenant, patientRef }: GapDesk,
  span: GapSpan | undefined,
): Promise<readonly WasteGapView[]> {
  const standings = ['reopened', 'witness'] as const;
  const ids = await recordsStanding(db, { tenant, standings, limit: MOST_GAPS + 1, patientRef, ...span });
  return (await wasteRecords(db, { tenant, ids })).flatMap(openRecord);
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
async function unsignedVisits(desk: GapDesk, span: GapSpan | undefined): Promise<readonly WasteGapView[]> {
  const gaps: WasteGapView[] = [];
  for (const { day, ...whose } of await unsignedDays(desk, span)) {
    const looking = { ...desk, ...whose };
    const recorded = await recordedOn(looking, day);
    for (const visit of await visitsFor(looking, day)) gaps.push(...unsignedIn(visitToChart(visit, recorded)));
    if (gaps.length > MOST_GAPS) break;
  }
  return gaps;
}

const unsignedIn = ({ appointment, date, patient, drugs }: VisitToChart): readonly WasteGapView[] =>
  drugs.filter(isUnsigned).map(({ line, hcpcs, state }) => ({
    ...{ kind: 'not-signed', patient: patient.ref, appointment, date, line },
    ...(hcpcs === undefined ? {} : { hcpcs }),
    why: state === 'to-chart' ? 'Prepared and never signed for' : 'Booked, and nothing says whether it was given',
  }));

const isUnsigned = ({ state }: { readonly state: string }): boolean => state === 'to-chart' || state === 'not-ready';

async function expiredRemainders(
  { db, tenant, patientRef, now }: GapDesk,
  span: GapSpan | undefined,
): Promise<readonly WasteGapView[]> {
  const ids = await heldPreparations(db, { tenant, limit: MOST_GAPS + 1, expiredAt: now, patientRef, ...span });
  return (await preparations(db, { tenant, ids })).map((preparation) => {
    const { patient_ref: patient, appointment, visit_date: date, line, hcpcs } = preparation;
    const why = 'A remainder was held past its time of use: discard it, or say who received it';
    return { kind: 'remainder-expired' as const, patient, appointment, date, line, hcpcs, why };
  });
}
