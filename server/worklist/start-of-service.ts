/** How each authorization stands on the day of service: what later figures are counted from. */
import type { Insertable } from 'kysely';
import type { ServiceStartTable } from '../store/case-tables.ts';
import type { DecidedCall } from './cases-of-decision.ts';

export type NewServiceStart = Insertable<ServiceStartTable>;

const AT_CHECK_IN: ReadonlySet<string> = new Set(['arrived', 'checked-in']);

/** A decision about a draft says nothing of what is booked. */
export function serviceStarts(call: DecidedCall): readonly NewServiceStart[] {
  const { decision, snapshot, decisionId, tenant, at } = call;
  if (call.settles === false) return [];
  const status = new Map(snapshot.visits.map((visit) => [visit.ref, visit.status]));
  const today = decision.visits.filter(
    ({ date, appointment }) =>
      date === decision.today && appointment.startsWith('Appointment/') && !isDraft(appointment),
  );
  return today.flatMap(({ appointment, date, drugs }) =>
    drugs.map(({ order, hcpcs, authorization }) => ({
      ...{ tenant, appointment, order_ref: order, patient_ref: snapshot.patient.ref, service_date: date, hcpcs },
      ...{ state: authorization.state, decision_id: decisionId, noted_at: at },
      at_check_in: AT_CHECK_IN.has(status.get(appointment) ?? ''),
    })),
  );
}

const isDraft = (appointment: string): boolean => appointment.includes('#');
