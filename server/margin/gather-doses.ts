/** Reads booked doses out of kept decisions: what is booked, in how many units, for which payer, at which site. */
import type { Kysely } from 'kysely';
import { coverageOn } from '../../domain/authorization/coverage-on.ts';
import type { Decision, DrugDecision, VisitDecision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { payerName } from '../../domain/visit/payer.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import type { SiteFacts, Snapshot } from '../../domain/visit/snapshot.ts';
import { decompressText } from '../store/compressed-text.ts';
import type { Database } from '../store/database.ts';
import type { BookedDoseRow, DosesOfDecision } from '../store/margin-booked.ts';
import { hasStanding, markRead, readUpTo, replaceDoses } from '../store/margin-booked.ts';
import { settingOfPlace } from './care-place.ts';

/** A decision as it was kept, still packed. */
interface KeptCall {
  readonly id: string;
  readonly service: string;
  readonly patient_ref: string;
  readonly received_at: Date;
  readonly decision: Uint8Array;
  readonly snapshot: Uint8Array;
}

/**
 * Reads what was decided since the last time; gives the number of decisions. What was kept late, with an earlier
 * moment than one that was read already, is read in the next round: reading again changes nothing.
 */
export async function gatherDoses(db: Kysely<Database>, tenant: string): Promise<number> {
  const mark = await readUpTo(db, tenant);
  let since = new Date((mark?.getTime() ?? 0) - OVERLAP_MS);
  let count = 0;
  for (;;) {
    const calls = await nextCalls(db, tenant, since);
    const last = calls.at(-1);
    if (last === undefined) return count;
    await db.transaction().execute(async (transaction) => {
      for (const call of calls) await replaceDoses(transaction, await dosesOf(transaction, tenant, call));
      await markRead(transaction, tenant, last.received_at);
    });
    since = last.received_at;
    count += calls.length;
  }
}

const OVERLAP_MS = 60_000;

/** In a batch of this length all that it names fits into memory. */
const BATCH = 200;

/** The next decisions about patients; of those kept in one moment all come together. */
async function nextCalls(db: Kysely<Database>, tenant: string, since: Date): Promise<readonly KeptCall[]> {
  const ofTenant = db
    .selectFrom('cds_call')
    .where('tenant', '=', tenant)
    .where('received_at', '>', since)
    .where('patient_ref', 'is not', null);
  const batch = await ofTenant.select('received_at').orderBy('received_at').limit(BATCH).execute();
  const end = batch.at(-1)?.received_at;
  if (end === undefined) return [];
  const rows = await ofTenant
    .select(['id', 'service', 'patient_ref', 'received_at', 'decision', 'snapshot'])
    .where('received_at', '<=', end)
    .orderBy('received_at')
    .execute();
  return rows.flatMap(({ patient_ref, ...row }) => (patient_ref === null ? [] : [{ ...row, patient_ref }]));
}

/** Services that look at every booked visit of the patient, whatever is open on the screen. */
const WHOLE: ReadonlySet<string> = new Set(['sweep', 'app']);

async function dosesOf(db: Kysely<Database>, tenant: string, call: KeptCall): Promise<DosesOfDecision> {
  const decision = exactJson.parse(decompressText(call.decision)) as Decision;
  const snapshot = exactJson.parse(decompressText(call.snapshot)) as Snapshot;
  const visits = decision.visits.filter(({ appointment }) => isBooked(appointment, snapshot));
  const isAll = WHOLE.has(call.service) && snapshot.asked === undefined;
  // A record whose visits could not be read has none to name; then what the sweep knows decides.
  const isWhole = isAll && (visits.length > 0 || !(await hasStanding(db, tenant, call.patient_ref)));
  return {
    tenant,
    patientRef: call.patient_ref,
    appointments: visits.map(({ appointment }) => appointment),
    isWhole,
    doses: visits.flatMap((visit) => visit.drugs.map((drug) => doseOf(tenant, call, snapshot, visit, drug))),
  };
}

/** A draft is not booked, nor is what was only proposed. */
function isBooked(appointment: string, { visits }: Snapshot): boolean {
  const visit = visits.find(({ ref }) => ref === appointment);
  return visit !== undefined && !appointment.includes('#') && visit.status !== 'proposed';
}

function doseOf(
  tenant: string,
  call: KeptCall,
  snapshot: Snapshot,
  visit: VisitDecision,
  drug: DrugDecision,
): BookedDoseRow {
  return {
    tenant,
    appointment: visit.appointment,
    order_ref: drug.order,
    patient_ref: call.patient_ref,
    visit_date: visit.date,
    drug_name: drug.name,
    units: drug.plannedUnits,
    discarded_units: drug.discardedUnits,
    ...laneOf(snapshot, visit, drug),
    decision_id: call.id,
  };
}

/** What booked doses are grouped by: drug, payer and site, nothing of a patient. */
export const laneOf = (snapshot: Snapshot, visit: VisitDecision, { hcpcs, supply }: DrugDecision): DoseLane => ({
  hcpcs,
  supply,
  ...payerColumns(billedFirst(snapshot, visit)),
  ...siteColumns(snapshot.visits.find(({ ref }) => ref === visit.appointment)?.site),
});

export type DoseLane = Pick<
  BookedDoseRow,
  'hcpcs' | 'payer' | 'payer_identifiers' | 'product' | 'location' | 'site_name' | 'setting' | 'supply'
>;

function payerColumns(coverage: CoverageFacts | undefined) {
  const payer = coverage?.payer;
  return {
    payer: (payer && payerName(payer)) ?? null,
    payer_identifiers: [...(payer?.identifiers ?? [])],
    product: coverage?.product ?? null,
  };
}

const siteColumns = (site: SiteFacts | undefined) => ({
  location: site?.location ?? null,
  site_name: site?.name ?? null,
  setting: settingOfPlace(site?.placeOfService) ?? null,
});

function billedFirst({ coverages }: Snapshot, { date }: VisitDecision): CoverageFacts | undefined {
  const standing = coverageOn(coverages, date);
  return standing.kind === 'one' ? standing.coverage : undefined;
}
