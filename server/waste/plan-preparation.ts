/** One preparation from entry to rows: checked against what is known now, then kept with what follows from it. */
import type { Transaction } from 'kysely';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { NewPreparation, PreparationRow, StoredPreparation } from '../store/waste-preparations.ts';
import { keepPreparation } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { newestVersions, wasteRecords } from '../store/waste-records.ts';
import { fault } from './charted-drug.ts';
import type { PreparationEntry } from './checked-preparation.ts';
import { checkedContent } from './checked-preparation.ts';
import { remainderTaken, reopen, shareOf, useRemainder } from './held-remainders.ts';
import type { PreparationContent } from './preparation-content.ts';
import { newestRecord } from './visit-charting.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { recordedOn, refusedFault } from './waste-desk.ts';

/** The desk of whoever records: a pharmacist at a screen, a file of the pharmacy system, or the EHR itself. */
export type PreparingDesk = Omit<WasteDesk, 'role' | 'changed' | 'userName'> & {
  /** A role, or `import` and `ehr` where no person of ours entered it. */
  readonly role: string;
  readonly source: NewPreparation['source'];
};

/** Which drug of which visit it was prepared for. */
export interface PreparedFor {
  readonly visit: VisitOfDay;
  readonly drug: DrugOfVisit;
}

/** A preparation that may be kept, with what follows from it. */
export interface PlannedPreparation {
  readonly row: NewPreparation;
  /** The preparation whose remainder it uses up. */
  readonly taken: StoredPreparation | undefined;
  /** The record that was signed on the earlier entry. */
  readonly signed: string | undefined;
}

export async function planPreparation(
  desk: PreparingDesk,
  entry: PreparationEntry,
  of: PreparedFor,
): Promise<Result<PlannedPreparation, WasteRefusal>> {
  const recorded = await recordedOn(desk, entry.date);
  const earlier = recorded.preparations.find(
    ({ appointment, line }) => appointment === entry.appointment && line === entry.line,
  );
  if ((earlier?.version ?? 0) !== entry.version)
    return problem({ kind: 'conflict', message: 'The preparation was recorded meanwhile. Look at it again first.' });
  if (earlier?.remainder !== undefined) return problem(refusedFault(settledRemainder));
  const taken = await remainderTaken(desk, entry, of.drug);
  if (!taken.ok) return problem(refusedFault(taken.problem));
  const rules = { ...desk, takesOverfill: desk.source === 'screen' };
  const content = checkedContent(rules, entry, of.drug, shareOf(taken.value, earlier));
  if (!content.ok) return problem(refusedFault(content.problem));
  const row = rowOf(desk, entry, { ...of, earlier, content: content.value });
  return ok({
    row,
    taken: taken.value,
    signed: standingRecord(newestRecord(entry.line, of.visit, recorded)),
  });
}

const standingRecord = (newest: StoredRecord | undefined): string | undefined =>
  newest?.kind === 'entered-in-error' ? undefined : newest?.id;

/** Who received the remainder, or that it was thrown away, rests on the entry as it was. */
const settledRemainder = fault(
  'remainder-settled',
  'remainder',
  'was used or discarded already: this preparation can no longer be corrected',
);

interface Checked extends PreparedFor {
  readonly earlier: StoredPreparation | undefined;
  readonly content: PreparationContent;
}

const rowOf = (
  desk: PreparingDesk,
  entry: PreparationEntry,
  { visit, drug, earlier, content }: Checked,
): NewPreparation => ({
  tenant: desk.tenant,
  patient_ref: visit.patient.ref,
  appointment: entry.appointment,
  visit_date: entry.date,
  line: entry.line,
  hcpcs: drug.facts?.hcpcs ?? '',
  version: entry.version + 1,
  kind: earlier === undefined ? 'recorded' : 'corrected',
  reason: entry.reason ?? null,
  content: JSON.stringify(content),
  source: desk.source,
  recorded_at: desk.now,
  recorded_by: desk.user,
  recorded_role: desk.role,
});

/** Somebody else wrote the same version, or took the same remainder, a moment earlier: nothing may be kept. */
export class Overtaken extends Error {}

/** Writes the row, uses up the remainder and reopens what was signed before. Throws `Overtaken`. */
export async function keepPlanned(
  transaction: Transaction<Database>,
  desk: PreparingDesk,
  { row, taken, signed }: PlannedPreparation,
): Promise<PreparationRow> {
  const preparation = await keepPreparation(transaction, row);
  if (preparation === undefined) throw new Overtaken();
  if (taken !== undefined && !(await useRemainder(transaction, desk, taken, preparation.id))) throw new Overtaken();
  if (signed !== undefined)
    await reopen(transaction, desk, signed, `Pharmacy recorded version ${String(row.version)} of the preparation`);
  const { patient_ref: patient, appointment, line, version, source } = row;
  await recordEvent(transaction, 'preparation', {
    ...{ at: desk.now, actor: desk.user, tenant: desk.tenant },
    body: { preparation: preparation.id, patient, appointment, line, version, source },
  });
  return preparation;
}

/** Withdraws what stands and reopens what was signed on it; nothing where somebody has just recorded another version. */
export async function withdrawPreparation(
  transaction: Transaction<Database>,
  desk: Pick<PreparingDesk, 'tenant' | 'now' | 'user' | 'role'>,
  { remainder: _remainder, id, ...standing }: StoredPreparation,
  reason: string,
): Promise<void> {
  const { tenant, now, user, role } = desk;
  const withdrawn = await keepPreparation(transaction, {
    ...standing,
    ...{ version: standing.version + 1, kind: 'entered-in-error', reason, content: JSON.stringify(standing.content) },
    ...{ recorded_at: now, recorded_by: user, recorded_role: role },
  });
  if (withdrawn === undefined) return;
  const { patient_ref: patientRef, visit_date: day, appointment, line, version } = withdrawn;
  const records = newestVersions(await wasteRecords(transaction, { tenant, day, patientRef }));
  for (const record of records.filter(
    ({ kind, preparation_id }) => kind !== 'entered-in-error' && preparation_id === id,
  ))
    await reopen(transaction, desk, record.id, reason);
  const body = { preparation: withdrawn.id, patient: patientRef, appointment, line, version, kind: 'entered-in-error' };
  await recordEvent(transaction, 'preparation', { at: now, actor: user, tenant, body });
}

export function noneIfOvertaken(error: unknown): undefined {
  if (error instanceof Overtaken) return undefined;
  throw error;
}
