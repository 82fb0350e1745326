/** A signed record as screens and exports show it, with its text for the chart. */
import type { WasteCharting, WasteRecordView, WasteState } from '../../api-contract/waste.schema.ts';
import { wasteCharting } from '../../api-contract/waste.schema.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { StoredRecord, WasteEvent } from '../store/waste-records.ts';
import { eventOf } from '../store/waste-records.ts';
import { chartText } from './chart-text.ts';

export function recordView(record: StoredRecord, timeZone: string): WasteRecordView {
  const after = chartingIn(record.after);
  const before = chartingIn(record.before);
  const witnessed = eventOf(record, 'witnessed');
  const signer = nameOf(record.after) ?? record.signed_by;
  return {
    id: record.id,
    patient: record.patient_ref,
    appointment: record.appointment,
    date: record.visit_date,
    line: record.line,
    hcpcs: record.hcpcs,
    version: record.version,
    kind: record.kind,
    late: record.late,
    ...(record.reason === null ? {} : { reason: record.reason }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    signedBy: record.signed_by,
    signedRole: record.signed_role,
    signedAt: record.signed_at.toISOString(),
    witness: { needed: record.witness_needed, ...whoAndWhen(witnessed) },
    ...happened(record, 'filed'),
    ...noteOf(record),
    ...released(record),
    ...happened(record, 'exported'),
    ...reopened(record),
    chartText: chartText(after, {
      date: record.visit_date,
      kind: record.kind,
      late: record.late,
      ...(record.reason === null ? {} : { reason: record.reason }),
      by: signer,
      role: record.signed_role,
      at: record.signed_at,
      ...(witnessed === undefined ? {} : { witness: personOf(witnessed) }),
      timeZone,
    }),
  };
}

/** The way into the chart, where the site lets records go there by themselves. */
function noteOf({ note }: StoredRecord): Pick<WasteRecordView, 'note'> {
  if (note === undefined) return {};
  const { state, tries, next_try_at: next, why, resource } = note;
  return {
    note: {
      ...{ state, tries },
      ...(state === 'waiting' ? { nextTry: next.toISOString() } : {}),
      ...definedOnly({ why: why ?? undefined, resource: resource ?? undefined }),
    },
  };
}

/** "Sven Holm, charge nurse": whoever reads the chart knows nobody by a reference. */
function personOf({ actor, actor_name: name, role }: WasteEvent): string {
  const called = name ?? actor ?? 'ChairReady';
  return role === null ? called : `${called}, ${role.replace(/-/g, ' ')}`;
}

type Event = ReturnType<typeof eventOf>;

const whoAndWhen = (event: Event) =>
  event === undefined ? {} : { by: event.actor ?? 'ChairReady', at: event.at.toISOString() };

function happened(record: StoredRecord, kind: 'filed' | 'exported') {
  const event = eventOf(record, kind);
  return event === undefined ? {} : { [kind]: { by: event.actor ?? 'ChairReady', at: event.at.toISOString() } };
}

function released(record: StoredRecord) {
  const event = eventOf(record, 'released');
  if (event === undefined) return {};
  return { released: { by: event.actor ?? '', at: event.at.toISOString(), reason: event.reason ?? '' } };
}

function reopened(record: StoredRecord) {
  const event = eventOf(record, 'reopened');
  return event === undefined ? {} : { reopened: { at: event.at.toISOString(), reason: event.reason ?? '' } };
}

/** The name that signed, where the session knew one; it is kept in the record itself. */
const nameOf = (kept: unknown): string | undefined =>
  typeof kept === 'object' && kept !== null && 'signer' in kept && typeof kept.signer === 'string'
    ? kept.signer
    : undefined;

export const chartingIn = (kept: unknown): WasteCharting | undefined =>
  kept === null ? undefined : wasteCharting.parse(kept);

export function stateOfRecord(record: StoredRecord): WasteState {
  if (eventOf(record, 'reopened') !== undefined) return 'reopened';
  return record.witness_needed && eventOf(record, 'witnessed') === undefined ? 'awaiting-witness' : 'signed';
}

/** What billing has to look at, unless somebody of billing did. */
export const wasteReview = (record: StoredRecord): string | null => chartingIn(record.after)?.review ?? null;
