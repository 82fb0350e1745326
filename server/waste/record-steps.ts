/** What happens to a record after it was signed: witnessed, filed in the chart, released by billing, withdrawn. */
import type { WasteRecordView } from '../../api-contract/waste.schema.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { recordEvent } from '../store/audit.ts';
import { noteStaff } from '../store/staff.ts';
import type { StoredRecord, WasteEvent } from '../store/waste-records.ts';
import { eventOf, keepEvent, keepRecord, versionsOf } from '../store/waste-records.ts';
import { queueNote, retryNote } from '../store/waste-notes.ts';
import { fault, reasonMissing } from './charted-drug.ts';
import { recordView, wasteReview } from './record-view.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { refusedFault } from './waste-desk.ts';

type Step = Extract<WasteEvent['kind'], 'witnessed' | 'filed' | 'released'>;

type Outcome = Promise<Result<WasteRecordView, WasteRefusal>>;

/** A second, different person saw what was thrown away. */
export async function witness(desk: WasteDesk, id: string): Outcome {
  if (!desk.policy.witnesses.includes(desk.role)) return notYours('Your role does not witness at this site.');
  return step(desk, id, 'witnessed', (record) => {
    if (record.signed_by === desk.user)
      return refusedFault(fault('witness-is-signer', 'witness', 'must be somebody else than the signer'));
    return undefined;
  });
}

/** Says that the chart text stands in the EHR. */
export async function fileInChart(desk: WasteDesk, id: string): Outcome {
  if (!desk.policy.signers.includes(desk.role) && desk.role !== 'billing')
    return notYours('Your role does not file records.');
  return step(desk, id, 'filed', () => undefined);
}

/** The note that did not reach the chart is tried again at once. */
export async function fileAgain(desk: WasteDesk, id: string): Outcome {
  if (!desk.policy.signers.includes(desk.role) && desk.role !== 'billing')
    return notYours('Your role does not file records.');
  const found = await currentRecord(desk, id);
  if (!found.ok) return found;
  const isQueued = await retryNote(desk.db, desk.tenant, id, desk.now);
  return isQueued
    ? shown(desk, id)
    : problem(refusedFault(fault('nothing-to-file', 'record', 'has no note that waits to be filed')));
}

/** Billing has looked at a record that needed it. */
export async function release(desk: WasteDesk, id: string, reason: string): Outcome {
  if (desk.role !== 'billing') return notYours('Only billing releases claim lines.');
  return step(
    desk,
    id,
    'released',
    (record) =>
      wasteReview(record) === null
        ? refusedFault(fault('nothing-to-release', 'record', 'needs no look by billing'))
        : undefined,
    reason,
  );
}

/** Entered in error: the record stays readable and counts no more. */
export async function retract(desk: WasteDesk, id: string, reason: string | undefined): Outcome {
  if (!desk.policy.signers.includes(desk.role)) return notYours('Your role does not withdraw records at this site.');
  if (reason === undefined) return problem(refusedFault(reasonMissing('to withdraw a record')));
  const found = await currentRecord(desk, id);
  if (!found.ok) return found;
  const record = found.value;
  const written = await desk.db.transaction().execute(async (transaction) => {
    const next = await keepRecord(transaction, withdrawn(desk, record, reason));
    if (next === undefined) return undefined;
    if (desk.policy.note !== 'off') await queueNote(transaction, { tenant: desk.tenant, recordId: next, at: desk.now });
    const { patient_ref: patient, appointment, line } = record;
    const body = { record: next, patient, appointment, line, version: record.version + 1, kind: 'entered-in-error' };
    await recordEvent(transaction, 'waste', { at: desk.now, actor: desk.user, tenant: desk.tenant, body });
    return next;
  });
  if (written === undefined) return overtaken();
  await desk.changed?.(record.patient_ref, plainDate(record.visit_date));
  return shown(desk, written);
}

function withdrawn(desk: WasteDesk, record: StoredRecord, reason: string) {
  const { id: _id, events: _events, note: _note, after, ...same } = record;
  return {
    ...same,
    version: record.version + 1,
    kind: 'entered-in-error' as const,
    reason,
    before: JSON.stringify(after),
    after: null,
    witness_needed: false,
    signed_at: desk.now,
    signed_by: desk.user,
    signed_role: desk.role,
  };
}

async function step(
  desk: WasteDesk,
  id: string,
  kind: Step,
  refusal: (record: StoredRecord) => WasteRefusal | undefined,
  reason?: string,
): Outcome {
  const found = await currentRecord(desk, id);
  if (!found.ok) return found;
  const record = found.value;
  const refused = eventOf(record, kind) === undefined ? refusal(record) : undefined;
  if (refused !== undefined) return problem(refused);
  await desk.db.transaction().execute(async (transaction) => {
    const { tenant, user, role, now } = desk;
    const isNew = await keepEvent(transaction, {
      ...{ tenant, record_id: id, kind, at: now, actor: user, role },
      reason: reason ?? null,
    });
    if (!isNew) return;
    // So that the chart text can name whoever saw it.
    await noteStaff(transaction, {
      ...{ tenant, user_ref: user, role, seen_at: now },
      name: desk.userName ?? null,
    });
    const { patient_ref: patient, appointment, line } = record;
    const body = { record: id, patient, appointment, line, step: kind };
    await recordEvent(transaction, 'waste', { at: now, actor: user, tenant, body });
  });
  await desk.changed?.(record.patient_ref, plainDate(record.visit_date));
  return shown(desk, id);
}

/** Only the newest version can be acted on; what was replaced is history. */
async function currentRecord(desk: WasteDesk, id: string): Promise<Result<StoredRecord, WasteRefusal>> {
  const [newest] = await versionsOf(desk.db, desk.tenant, id);
  if (newest === undefined || isOfAnother(desk, newest)) return problem({ kind: 'not-found' });
  return newest.id === id && newest.kind !== 'entered-in-error' ? ok(newest) : overtaken();
}

export const isOfAnother = ({ patientRef }: WasteDesk, record: StoredRecord): boolean =>
  patientRef !== undefined && record.patient_ref !== patientRef;

async function shown(desk: WasteDesk, id: string): Outcome {
  const record = (await versionsOf(desk.db, desk.tenant, id)).find((one) => one.id === id);
  return record === undefined ? problem({ kind: 'not-found' }) : ok(recordView(record, desk.timeZone));
}

const overtaken = () =>
  problem<WasteRefusal>({ kind: 'conflict', message: 'This record has a newer version. Look at it again first.' });

const notYours = (message: string) => problem<WasteRefusal>({ kind: 'not-allowed', message });
