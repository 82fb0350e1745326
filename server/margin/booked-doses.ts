/** What a decision tells of booked visits: which doses, in how many units, for which payer, at which site. */
import { hash } from 'node:crypto';
import { coverageOn } from '../../domain/authorization/coverage-on.ts';
import type { Decision, DrugDecision, VisitDecision } from '../../domain/decision/decision.ts';
import { payerName } from '../../domain/visit/payer.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import type { SiteFacts, Snapshot } from '../../domain/visit/snapshot.ts';
import type { BookedDoseRow } from '../store/margin-booked.ts';
import { settingOfPlace } from './care-place.ts';

export interface BookedDoses {
  readonly appointments: readonly string[];
  /** The service looks at every booked visit of the patient. */
  readonly isAll: boolean;
  readonly doses: readonly Omit<BookedDoseRow, 'tenant' | 'patient_ref' | 'decision_id'>[];
}

/** Services that look at every booked visit of the patient, whatever is open on the screen. */
const WHOLE: ReadonlySet<string> = new Set(['sweep', 'app']);

export function bookedDoses(service: string, decision: Decision, snapshot: Snapshot): BookedDoses {
  const visits = decision.visits.filter(({ appointment }) => isBooked(appointment, snapshot));
  return {
    appointments: visits.map(({ appointment }) => appointment),
    isAll: WHOLE.has(service) && snapshot.asked === undefined,
    doses: visits.flatMap((visit) => visit.drugs.map((drug) => doseOf(snapshot, visit, drug))),
  };
}

export const NOTHING_BOOKED = 'none';

/**
 * Two decisions about one patient with the same mark tell the same of booked visits. Undefined where what it tells
 * depends on more than the decision: one that looked at all and saw none.
 */
export function bookedMark(service: string, decision: Decision, snapshot: Snapshot): string | undefined {
  const booked = bookedDoses(service, decision, snapshot);
  if (booked.appointments.length > 0) return hash('sha256', JSON.stringify(booked));
  return booked.isAll ? undefined : NOTHING_BOOKED;
}

/** A draft is not booked, nor is what was only proposed. */
function isBooked(appointment: string, { visits }: Snapshot): boolean {
  const visit = visits.find(({ ref }) => ref === appointment);
  return visit !== undefined && !appointment.includes('#') && visit.status !== 'proposed';
}

const doseOf = (snapshot: Snapshot, visit: VisitDecision, drug: DrugDecision): BookedDoses['doses'][number] => ({
  appointment: visit.appointment,
  order_ref: drug.order,
  visit_date: visit.date,
  drug_name: drug.name,
  units: drug.plannedUnits,
  discarded_units: drug.discardedUnits,
  ...laneOf(snapshot, visit, drug),
});

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
