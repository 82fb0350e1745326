/** The pharmacy's entry: which vials it opened for a dose, what it threw away, and what it held for somebody else. */
import type { Transaction } from 'kysely';
import type {
  HeldRemainder,
  RecordPreparation,
  WastePreparationView,
  WireQuantity,
} from '../../api-contract/waste.schema.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quantityOf } from '../../domain/kernel/quantity.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { add, compare, isPositive, zero } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { labeledTotal } from '../../domain/waste/vial-choice.ts';
import { wasteAnswer } from '../../domain/waste/waste-answer.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { lineErrorOf, quantityField } from '../lines/line-fields.schema.ts';
import { wasteLine } from '../lines/waste-line.schema.ts';
import { wasteLineError } from '../lines/waste-problem.ts';
import { wasteQuestion } from '../lines/waste-question.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { NewPreparation, StoredPreparation } from '../store/waste-preparations.ts';
import { keepPreparation, preparations, settleRemainder } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { keepEvent, wasteRecords } from '../store/waste-records.ts';
import type { WasteFault } from './charted-drug.ts';
import { amountOfWire, fault, reasonMissing } from './charted-drug.ts';
import { isHeld } from './export-lines.ts';
import type { PreparationContent } from './visit-charting.ts';
import { contentOf, newestRecord, preparationView, vialsOf } from './visit-charting.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { recordedOn, refusedFault, visitFor } from './waste-desk.ts';
import { mayPrepare } from './waste-rights.ts';

type Entry = RecordPreparation & { readonly date: PlainDate };

/** The entry as it was kept, or why it was not. */
export async function recordPreparation(
  desk: WasteDesk,
  entry: Entry,
): Promise<Result<WastePreparationView, WasteRefusal>> {
  if (!mayPrepare(desk.role))
    return problem({ kind: 'not-allowed', message: 'Preparation is recorded by the pharmacy.' });
  const visit = await visitFor(desk, entry.appointment, entry.date);
  const drug = visit?.drugs.find(({ line }) => line === entry.line);
  if (visit === undefined || drug === undefined) return problem({ kind: 'not-found' });
  return recordFor(desk, entry, visit, drug);
}

async function recordFor(
  desk: WasteDesk,
  entry: Entry,
  visit: VisitOfDay,
  drug: DrugOfVisit,
): Promise<Result<WastePreparationView, WasteRefusal>> {
  const recorded = await recordedOn(desk, entry.date);
  const earlier = recorded.preparations.find(
    ({ appointment, line }) => appointment === entry.appointment && line === entry.line,
  );
  if ((earlier?.version ?? 0) !== entry.version)
    return problem({ kind: 'conflict', message: 'The preparation was recorded meanwhile. Look at it again first.' });
  if (earlier?.remainder !== undefined) return problem(refusedFault(settledRemainder));
  const taken = await remainderTaken(desk, entry, drug);
  if (!taken.ok) return problem(refusedFault(taken.problem));
  const content = checkedContent(desk, entry, drug, shareOf(taken.value, earlier));
  if (!content.ok) return problem(refusedFault(content.problem));
  const row = rowOf(desk, entry, { visit, drug, earlier, content: content.value });
  return keep(desk, row, { taken: taken.value, signed: standingRecord(newestRecord(entry.line, visit, recorded)) });
}

const standingRecord = (newest: StoredRecord | undefined): string | undefined =>
  newest?.kind === 'entered-in-error' ? undefined : newest?.id;

/** Who received the remainder, or that it was thrown away, rests on the entry as it was. */
const settledRemainder = fault(
  'remainder-settled',
  'remainder',
  'was used or discarded already: this preparation can no longer be corrected',
);

/** What is drawn from another patient's vial now, or was when the preparation was first recorded. */
function shareOf(
  taken: StoredPreparation | undefined,
  earlier: StoredPreparation | undefined,
): PreparationContent['fromRemainder'] {
  const share = taken === undefined ? undefined : contentOf(taken).remainder;
  if (taken !== undefined && share !== undefined) return { preparation: taken.id, amount: share.amount };
  return earlier === undefined ? undefined : contentOf(earlier).fromRemainder;
}

/** The remainder of another patient's vial that this dose is drawn from. */
async function remainderTaken(
  desk: WasteDesk,
  { fromRemainder }: Entry,
  { facts }: DrugOfVisit,
): Promise<Result<StoredPreparation | undefined, WasteFault>> {
  if (fromRemainder === undefined) return ok(undefined);
  if (!desk.policy.sharing) return problem(sharingOff('fromRemainder'));
  if (desk.role === 'pharmacy-technician')
    return problem(fault('pharmacist-approves', 'fromRemainder', 'must be approved by a pharmacist'));
  const [found] = await preparations(desk.db, { tenant: desk.tenant, id: fromRemainder.preparation });
  if (found === undefined || !isHeld(found))
    return problem(fault('no-remainder', 'fromRemainder', 'is no remainder that is held'));
  return facts?.hcpcs === found.hcpcs ? inTime(found, desk.now) : problem(ofAnotherDrug);
}

const ofAnotherDrug = fault('remainder-of-another-drug', 'fromRemainder', 'is of another drug');

function inTime(found: StoredPreparation, now: Date): Result<StoredPreparation, WasteFault> {
  const { remainder } = contentOf(found);
  return remainder !== undefined && new Date(remainder.useBy) < now
    ? problem(fault('remainder-expired', 'fromRemainder', 'is past its time of use'))
    : ok(found);
}

const sharingOff = (path: string): WasteFault =>
  fault('sharing-is-off', path, 'is not possible: this site does not share vials between patients');

/** Checks the vials as a dose of this drug, and that opened is dose, hood and remainder. */
function checkedContent(
  desk: WasteDesk,
  entry: Entry,
  drug: DrugOfVisit,
  fromRemainder: PreparationContent['fromRemainder'],
): Result<PreparationContent, WasteFault> {
  const found = faultOfEntry(desk, entry);
  if (found !== undefined) return problem(found);
  const { vials, dose, discardedInHood, remainder } = entry;
  const content: PreparationContent = {
    vials,
    dose,
    ...definedOnly({ discardedInHood, remainder, fromRemainder }),
  };
  return checkedAmounts(desk, entry, drug, content);
}

function faultOfEntry({ policy }: WasteDesk, entry: Entry): WasteFault | undefined {
  if (entry.version > 0 && entry.reason === undefined) return reasonMissing('to correct the preparation');
  if (entry.remainder !== undefined && !policy.sharing) return sharingOff('remainder');
  return faultOfPart('discardedInHood', entry.discardedInHood) ?? faultOfPart('remainder', entry.remainder?.amount);
}

/** Nothing may be thrown away or held in less than nothing. */
function faultOfPart(name: string, amount: WireQuantity | undefined): WasteFault | undefined {
  if (amount === undefined) return undefined;
  const read = quantityField.safeParse(amount);
  if (!read.success) return fault('invalid', name, 'is not an amount');
  return compare(read.data.value, zero) < 0 ? fault('negative-amount', name, 'must not be negative') : undefined;
}

function checkedAmounts(
  { drugs }: WasteDesk,
  entry: Entry,
  { facts, dose: ordered }: DrugOfVisit,
  content: PreparationContent,
): Result<PreparationContent, WasteFault> {
  if (facts === undefined) return problem(fault('unknown-code', 'line', 'has no billing code that is known'));
  const opened = vialsOf(content).map(({ content: each, count, container, ndc }) => ({
    content: each,
    count,
    container,
    ndc,
  }));
  const orderedDose = ordered === undefined ? {} : { orderedDose: quantityOf(ordered.dose) };
  const raw = { hcpcs: facts.hcpcs, on: entry.date, dose: entry.dose, opened, ...orderedDose };
  const line = wasteLine.safeParse(raw);
  if (!line.success) return problem(inVials(lineErrorOf(line.error, raw)));
  const question = wasteQuestion(line.data, drugs);
  if (!question.ok) return problem(inVials(question.problem));
  const answer = wasteAnswer(question.value);
  if (!answer.ok) return problem(inVials(wasteLineError(answer.problem)));
  const found = faultOfSum(content, question.value.dose.value, answer.value.opened);
  if (found !== undefined) return problem(found);
  // What the table says of a package is written down, so that it holds whatever the table says later.
  const own = answer.value.opened.slice(0, content.vials.length);
  return ok({
    ...content,
    vials: content.vials.map((vial, at) => ({ ...vial, container: own[at]?.container ?? 'single-dose' })),
  });
}

const inVials = (found: WasteFault): WasteFault => ({
  ...found,
  path: found.path.replace(/^opened/, 'vials'),
  message: found.message.replace(/^opened/, 'vials'),
});

function faultOfSum(
  { discardedInHood, remainder }: PreparationContent,
  dose: Rational,
  opened: Parameters<typeof labeledTotal>[0],
): WasteFault | undefined {
  if (opened.some(({ container }) => container === 'multi-dose')) return undefined;
  const hood = discardedInHood === undefined ? zero : amountOfWire(discardedInHood).value;
  const held = remainder === undefined ? zero : amountOfWire(remainder.amount).value;
  const set = add(hood, held);
  const difference = compare(add(dose, set), labeledTotal(opened));
  if (difference > 0 && isPositive(set))
    return fault('more-prepared-than-opened', 'vials', 'hold less than dose, hood and remainder together');
  if (difference < 0 && discardedInHood !== undefined)
    return fault('does-not-add-up', 'discardedInHood', 'leaves some of the opened drug unaccounted for');
  return undefined;
}

interface Kept {
  readonly visit: VisitOfDay;
  readonly drug: DrugOfVisit;
  readonly earlier: StoredPreparation | undefined;
  readonly content: PreparationContent;
}

const rowOf = (desk: WasteDesk, entry: Entry, { visit, drug, earlier, content }: Kept): NewPreparation => ({
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
  source: 'screen',
  recorded_at: desk.now,
  recorded_by: desk.user,
  recorded_role: desk.role,
});

interface Consequences {
  readonly taken: StoredPreparation | undefined;
  /** The record that was signed on the earlier entry. */
  readonly signed: string | undefined;
}

async function keep(
  desk: WasteDesk,
  row: NewPreparation,
  { taken, signed }: Consequences,
): Promise<Result<WastePreparationView, WasteRefusal>> {
  const kept = await desk.db
    .transaction()
    .execute(async (transaction) => {
      const preparation = await keepPreparation(transaction, row);
      if (preparation === undefined) throw new Overtaken();
      if (taken !== undefined && !(await useRemainder(transaction, desk, taken, preparation.id))) throw new Overtaken();
      if (signed !== undefined)
        await reopen(transaction, desk, signed, `Pharmacy recorded version ${String(row.version)} of the preparation`);
      const { patient_ref: patient, appointment, line, version } = row;
      const body = { preparation: preparation.id, patient, appointment, line, version };
      await recordEvent(transaction, 'preparation', { at: desk.now, actor: desk.user, tenant: desk.tenant, body });
      return preparation;
    })
    .catch(noneIfOvertaken);
  if (kept === undefined)
    return problem({ kind: 'conflict', message: 'Somebody else recorded this meanwhile. Look at it again first.' });
  return ok(preparationView({ ...kept, remainder: undefined }));
}

class Overtaken extends Error {}

function noneIfOvertaken(error: unknown): undefined {
  if (error instanceof Overtaken) return undefined;
  throw error;
}

const useRemainder = (
  transaction: Transaction<Database>,
  { tenant, now, user, role }: WasteDesk,
  taken: StoredPreparation,
  usedBy: string,
): Promise<boolean> =>
  settleRemainder(transaction, {
    ...{ tenant, preparation_id: taken.id, kind: 'used', used_by_preparation: usedBy },
    ...{ amount: JSON.stringify(contentOf(taken).remainder?.amount), at: now, actor: user, role },
  });

const reopen = (
  transaction: Transaction<Database>,
  { tenant, now, user, role }: WasteDesk,
  record: string,
  reason: string,
): Promise<boolean> =>
  keepEvent(transaction, { tenant, record_id: record, kind: 'reopened', at: now, actor: user, role, reason });

/** Remainders that nobody has used or thrown away yet, soonest out of date first. */
export async function heldRemainders(desk: WasteDesk): Promise<readonly HeldRemainder[]> {
  const held = (await preparations(desk.db, { tenant: desk.tenant })).filter(isHeld);
  return held
    .flatMap((preparation) => {
      const { remainder, vials } = contentOf(preparation);
      if (remainder === undefined) return [];
      const label = labelOf(preparation.hcpcs, desk);
      const lots = vials.flatMap(({ lot }) => (lot === undefined ? [] : [lot]));
      return [{ preparation: preparation.id, hcpcs: preparation.hcpcs, label, ...remainder, lots }];
    })
    .sort((a, b) => (a.useBy < b.useBy ? -1 : 1));
}

function labelOf(code: string, { drugs, today }: WasteDesk): string {
  const parsed = parseHcpcs(code);
  return parsed.ok ? (drugs.facts(parsed.value, today)?.label ?? code) : code;
}

/** Thrown away after all: what was kept for others is now discarded drug of the patient it was opened for. */
export async function discardRemainder(desk: WasteDesk, id: string): Promise<Result<true, WasteRefusal>> {
  if (!mayPrepare(desk.role))
    return problem({ kind: 'not-allowed', message: 'Remainders are thrown away by the pharmacy.' });
  const [found] = await preparations(desk.db, { tenant: desk.tenant, id });
  if (found === undefined || !isHeld(found)) return problem({ kind: 'not-found' });
  const records = await wasteRecords(desk.db, { tenant: desk.tenant, day: found.visit_date });
  const signed = records.filter(({ preparation_id }) => preparation_id === id);
  await desk.db.transaction().execute(async (transaction) => {
    const { tenant, now, user, role } = desk;
    const amount = JSON.stringify(contentOf(found).remainder?.amount);
    const isDone = await settleRemainder(transaction, {
      ...{ tenant, preparation_id: id, kind: 'discarded', used_by_preparation: null },
      ...{ amount, at: now, actor: user, role },
    });
    if (!isDone) return;
    for (const record of signed) await reopen(transaction, desk, record.id, 'The held remainder was discarded');
    const body = {
      preparation: id,
      patient: found.patient_ref,
      appointment: found.appointment,
      remainder: 'discarded',
    };
    await recordEvent(transaction, 'preparation', { at: now, actor: user, tenant, body });
  });
  return ok(true);
}
