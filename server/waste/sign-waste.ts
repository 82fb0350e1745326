/** Signing: every drug is checked before one is written, and a version that somebody else wrote meanwhile is refused. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { DrugToSign, SignWaste, WasteCharting, WasteRecordView } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { isZero } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { PatientFacts } from '../../domain/visit/snapshot.ts';
import { recordEvent } from '../store/audit.ts';
import { keepIdentity } from '../store/case-keepsakes.ts';
import type { Database } from '../store/database.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import { queueNote } from '../store/waste-notes.ts';
import type { NewRecord, StoredRecord } from '../store/waste-records.ts';
import { keepRecord, wasteRecords } from '../store/waste-records.ts';
import type { DrugSetting, WasteFault } from './charted-drug.ts';
import { amountOfWire, chartedDrug, fault, isPrepared, reasonMissing } from './charted-drug.ts';
import type { Recorded } from './visit-charting.ts';
import { preparedAmounts } from './preparation-content.ts';
import { recordView } from './record-view.ts';
import { newestRecord, preparationOf } from './visit-charting.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { recordedOn, refusedFault, visitFor } from './waste-desk.ts';

/** The records that were written, or why none was. */
export async function signVisit(
  desk: WasteDesk,
  body: SignWaste & { readonly date: PlainDate },
): Promise<Result<readonly WasteRecordView[], WasteRefusal>> {
  if (!desk.policy.signers.includes(desk.role))
    return problem({ kind: 'not-allowed', message: 'Your role does not sign for discarded drug at this site.' });
  const visit = await visitFor(desk, body.appointment, body.date);
  if (visit === undefined) return problem({ kind: 'not-found' });
  const recorded = await recordedOn(desk, body.date);
  const signing = randomUUID();
  const records: NewRecord[] = [];
  for (const [at, entry] of body.drugs.entries()) {
    const record = newRecord(desk, { entry, visit, recorded, signing });
    if (!record.ok) return problem(placed(record.problem, at));
    records.push(record.value);
  }
  return keep(desk, records, visit.patient);
}

/** What the amounts would be signed as; nothing is written. */
export async function previewDrug(
  desk: WasteDesk,
  body: { readonly appointment: string; readonly date: PlainDate; readonly drug: DrugToSign },
): Promise<Result<WasteCharting, WasteRefusal>> {
  const visit = await visitFor(desk, body.appointment, body.date);
  const drug = visit?.drugs.find(({ line }) => line === body.drug.line);
  if (visit === undefined || drug === undefined) return problem({ kind: 'not-found' });
  const preparation = preparationOf(drug.line, visit, await recordedOn(desk, body.date));
  const charted = chartedDrug(body.drug, settingOf(desk, drug, visit, preparation));
  return charted.ok ? charted : problem(refusedFault(charted.problem));
}

const placed = (refusal: WasteRefusal, at: number): WasteRefusal =>
  refusal.kind === 'fault'
    ? { kind: 'fault', fault: { ...refusal.fault, path: `drugs[${String(at)}].${refusal.fault.path}` } }
    : refusal;

const settingOf = (
  { drugs, policy }: WasteDesk,
  drug: DrugOfVisit,
  { date }: VisitOfDay,
  preparation: StoredPreparation | undefined,
): DrugSetting => ({
  drug,
  on: date,
  drugs,
  policy,
  ...(preparation === undefined ? {} : { preparation: preparedAmounts(preparation) }),
});

interface Signing {
  readonly entry: DrugToSign;
  readonly visit: VisitOfDay;
  readonly recorded: Recorded;
  readonly signing: string;
}

function newRecord(desk: WasteDesk, { entry, visit, recorded, signing }: Signing): Result<NewRecord, WasteRefusal> {
  const drug = visit.drugs.find(({ line }) => line === entry.line);
  if (drug === undefined) return problem(refusedFault(fault('unknown-line', 'line', 'is no drug of this visit')));
  const newest = newestRecord(entry.line, visit, recorded);
  if ((newest?.version ?? 0) !== entry.version)
    return problem({ kind: 'conflict', message: 'Somebody signed this drug meanwhile. Look at it again first.' });
  const preparation = preparationOf(entry.line, visit, recorded);
  const setting = settingOf(desk, drug, visit, preparation);
  const found = faultOfSigning(desk, entry, { newest, visit, setting });
  if (found !== undefined) return problem(refusedFault(found));
  const charted = chartedDrug(entry, setting);
  if (!charted.ok) return problem(refusedFault(charted.problem));
  return ok(rowOf(desk, { entry, visit, drug, newest, preparation, signing, after: charted.value }));
}

/** A further version and a late one say why; vials that nobody recorded are confirmed by whoever signs. */
function faultOfSigning(
  { today }: WasteDesk,
  entry: DrugToSign,
  signed: { readonly newest: StoredRecord | undefined; readonly visit: VisitOfDay; readonly setting: DrugSetting },
): WasteFault | undefined {
  const { newest, visit, setting } = signed;
  if (visit.date > today) return fault('visit-in-future', 'appointment', 'has not taken place yet');
  const why = reasonNeeded(newest, visit.date < today);
  if (why !== undefined && entry.reason === undefined) return reasonMissing(why);
  if (!entry.confirmed && !isPrepared(entry.vials, setting.preparation))
    return fault('vials-not-confirmed', 'vials', 'must be confirmed: the pharmacy has not recorded them');
  return undefined;
}

function reasonNeeded(newest: StoredRecord | undefined, isLate: boolean): string | undefined {
  if (newest !== undefined && newest.kind !== 'entered-in-error') return 'to correct what was signed';
  return isLate ? 'to sign for a day that is over' : undefined;
}

interface Written extends Omit<Signing, 'recorded'> {
  readonly drug: DrugOfVisit;
  readonly newest: StoredRecord | undefined;
  readonly preparation: StoredPreparation | undefined;
  readonly after: WasteCharting;
}

function rowOf(desk: WasteDesk, written: Written): NewRecord {
  const { entry, visit, drug, newest, preparation, signing, after } = written;
  const before = newest?.kind === 'entered-in-error' ? undefined : newest;
  return {
    tenant: desk.tenant,
    signing,
    patient_ref: visit.patient.ref,
    appointment: visit.appointment,
    visit_date: visit.date,
    line: entry.line,
    order_ref: drug.order ?? null,
    hcpcs: after.hcpcs,
    version: entry.version + 1,
    ...(before === undefined
      ? { kind: 'signed', before: null }
      : { kind: 'corrected', before: JSON.stringify(before.after) }),
    late: visit.date < desk.today,
    reason: entry.reason ?? null,
    after: JSON.stringify({ ...after, signer: desk.userName }),
    preparation_id: preparation?.id ?? null,
    decision_id: visit.decision,
    witness_needed: needsWitness(desk.policy, after),
    signed_at: desk.now,
    signed_by: desk.user,
    signed_role: desk.role,
  };
}

function needsWitness({ witness }: WastePolicy, { discarded }: WasteCharting): boolean {
  switch (witness) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'when-discarded':
      return !isZero(amountOfWire(discarded).value);
  }
}

/** All or none: somebody who signed one of the drugs a moment earlier undoes the whole signature. */
async function keep(
  desk: WasteDesk,
  records: readonly NewRecord[],
  { ref, name, birthDate }: PatientFacts,
): Promise<Result<readonly WasteRecordView[], WasteRefusal>> {
  const ids = await desk.db
    .transaction()
    .execute(async (transaction) => {
      const kept: string[] = [];
      // So that lists of what is left to do can say whose it is.
      if (name !== undefined)
        await keepIdentity(transaction, {
          ...{ tenant: desk.tenant, patient_ref: ref, name, birth_date: birthDate ?? null, noted_at: desk.now },
        });
      for (const record of records) {
        const id = await keepRecord(transaction, record);
        if (id === undefined) throw new Overtaken();
        await noteRecord(transaction, desk, record, id);
        if (desk.policy.note !== 'off')
          await queueNote(transaction, { tenant: desk.tenant, recordId: id, at: desk.now });
        kept.push(id);
      }
      return kept;
    })
    .catch(noneIfOvertaken);
  if (ids === undefined)
    return problem({ kind: 'conflict', message: 'Somebody signed one of these drugs meanwhile. Look at them again.' });
  for (const { patient_ref, visit_date } of records.slice(0, 1))
    await desk.changed?.(patient_ref, plainDate(visit_date));
  const written = await wasteRecords(desk.db, { tenant: desk.tenant, ids });
  return ok(written.map((record) => recordView(record, desk.timeZone)));
}

class Overtaken extends Error {}

function noneIfOvertaken(error: unknown): undefined {
  if (error instanceof Overtaken) return undefined;
  throw error;
}

async function noteRecord(
  transaction: Transaction<Database>,
  { tenant, user, now }: WasteDesk,
  record: NewRecord,
  id: string,
): Promise<void> {
  const { patient_ref: patient, appointment, line, version, kind } = record;
  const body = { record: id, patient, appointment, line, version, kind };
  await recordEvent(transaction, 'waste', { at: now, actor: user, tenant, body });
  await transaction
    .updateTable('waste_gap')
    .set({ settled_at: now })
    .where('tenant', '=', tenant)
    .where('appointment', '=', appointment)
    .where('line', '=', line)
    .where('settled_at', 'is', null)
    .execute();
}
