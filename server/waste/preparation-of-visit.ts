/** A preparation that another system tells of, joined to the drug of the visit that it was made for. */
import type { VialEntry } from '../../api-contract/waste.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import { isPrepared } from './charted-drug.ts';
import type { PlannedPreparation, PreparedFor, PreparingDesk } from './plan-preparation.ts';
import { planPreparation } from './plan-preparation.ts';
import { contentOf, preparedAmounts } from './preparation-content.ts';
import type { PreparationHead } from './preparation-rows.ts';
import type { DrugOfVisit, VisitOfDay } from './visits-of-day.ts';
import type { WasteRefusal } from './waste-desk.ts';
import { recordedOn, visitFor } from './waste-desk.ts';

export interface ToldPreparation {
  readonly head: PreparationHead;
  readonly vials: readonly VialEntry[];
}

/** Ready to be kept; undefined where it is recorded already, just so; else why it cannot be. */
export async function preparationOfVisit(
  desk: PreparingDesk,
  { head, vials }: ToldPreparation,
): Promise<Result<PlannedPreparation | undefined, string>> {
  const visit = await visitFor(desk, head.appointment, head.date);
  if (visit === undefined) return problem('appointment is no visit of that day that ChairReady knows');
  const drug = drugOf(visit, head);
  if (!drug.ok) return drug;
  return planFor(desk, { head, vials }, { visit, drug: drug.value });
}

async function planFor(
  desk: PreparingDesk,
  told: ToldPreparation,
  of: PreparedFor,
): Promise<Result<PlannedPreparation | undefined, string>> {
  const { appointment, date, entry } = told.head;
  const { line } = of.drug;
  const recorded = await recordedOn(desk, date);
  const earlier = recorded.preparations.find((one) => one.appointment === appointment && one.line === line);
  const again = saidAgain(earlier, told);
  if (again === 'same') return ok(undefined);
  if (again === 'otherwise' && entry.reason === undefined)
    return problem('another preparation of this drug is recorded already: a reason is needed to correct it');
  const version = earlier?.version ?? 0;
  const planned = await planPreparation(
    desk,
    { ...entry, appointment, date, line, version, vials: [...told.vials] },
    of,
  );
  return planned.ok ? planned : problem(wordsOf(planned.problem));
}

function drugOf(
  { drugs, patient }: VisitOfDay,
  { patient: named, order, hcpcs }: PreparationHead,
): Result<DrugOfVisit, string> {
  if (named !== undefined && named !== patient.ref) return problem('appointment is the visit of another patient');
  const own = drugs.filter((drug) => (order === undefined ? drug.facts?.hcpcs === hcpcs : drug.order === order));
  const [drug, second] = own;
  if (drug === undefined)
    return problem(order === undefined ? 'hcpcs is no drug of this visit' : 'order is no drug of this visit');
  if (second !== undefined) return problem('two drugs of this visit have this code: name the order');
  return drug.facts === undefined || drug.facts.hcpcs === hcpcs
    ? ok(drug)
    : problem('hcpcs is not the code of this order');
}

/** Whether the standing entry says this, something else, or nothing stands. */
function saidAgain(
  earlier: StoredPreparation | undefined,
  { head, vials }: ToldPreparation,
): 'same' | 'otherwise' | 'first' {
  if (earlier === undefined || earlier.kind === 'entered-in-error')
    return earlier === undefined ? 'first' : 'otherwise';
  const { dose, discardedInHood, remainder } = contentOf(earlier);
  const amounts = (entry: PreparationHead['entry']): string =>
    JSON.stringify([entry.dose, entry.discardedInHood, entry.remainder?.amount, entry.remainder?.useBy]);
  const told = amounts(head.entry);
  const stands = amounts({ dose, ...(discardedInHood && { discardedInHood }), ...(remainder && { remainder }) });
  const filled = vials.map((vial) => ({ ...vial }));
  return told === stands && isPrepared(filled, preparedAmounts(earlier)) ? 'same' : 'otherwise';
}

function wordsOf(refusal: WasteRefusal): string {
  switch (refusal.kind) {
    case 'fault':
      return refusal.fault.message;
    case 'conflict':
    case 'not-allowed':
      return refusal.message;
    case 'not-found':
      return 'there is no such visit';
  }
}
