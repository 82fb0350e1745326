/** The amounts that somebody enters for one drug, checked and worked out: nothing is written here. */
import type { Circumstance, DrugToSign, VialEntry, WasteCharting } from '../../api-contract/waste.schema.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { amountOf, compareAmounts, parseQuantity, quantityOf, sameMeasure } from '../../domain/kernel/quantity.ts';
import { equals, isPositive, subtract, zero } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import { ndcText, parseNdc } from '../../domain/kernel/ndc11.ts';
import { labeledTotal } from '../../domain/waste/vial-choice.ts';
import type { OpenedVials } from '../../domain/waste/vial-choice.ts';
import type { WasteAnswer } from '../../domain/waste/waste-answer.ts';
import { wasteAnswer } from '../../domain/waste/waste-answer.ts';
import { equationText, wasteParts } from '../../domain/waste/waste-equation.ts';
import type { Course, WasteQuestion } from '../../domain/waste/waste-question.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { lineErrorOf } from '../lines/line-fields.schema.ts';
import { wasteLine } from '../lines/waste-line.schema.ts';
import { wasteLineError } from '../lines/waste-problem.ts';
import { wasteQuestion } from '../lines/waste-question.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import type { DrugOfVisit } from './visits-of-day.ts';

/** A fault by its name, at the field it is about. */
export interface WasteFault {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export interface DrugSetting {
  readonly drug: DrugOfVisit;
  readonly on: PlainDate;
  readonly drugs: DrugIndex;
  readonly policy: WastePolicy;
  readonly preparation?: PreparedAmounts;
}

/** What the pharmacy's entry settles: the signer neither enters nor changes it. */
export interface PreparedAmounts {
  readonly vials: readonly VialEntry[];
  readonly keptForOthers?: Amount;
  readonly discardedInHood?: Amount;
}

/** The claim lines and the arithmetic of what was entered; a named fault where it cannot have happened. */
export function chartedDrug(entry: DrugToSign, setting: DrugSetting): Result<WasteCharting, WasteFault> {
  const question = questionOf(entry, setting);
  if (!question.ok) return question;
  const answer = wasteAnswer(question.value);
  if (!answer.ok) return problem(wasteLineError(answer.problem));
  const given = givenOf(entry, question.value);
  const fault = faultOfCourse(entry, question.value, answer.value, given) ?? faultOfHood(setting, answer.value);
  if (fault !== undefined) return problem(fault);
  const vialsFrom = isPrepared(entry.vials, setting.preparation) ? 'preparation' : 'confirmed';
  return ok(chartingOf({ answer: answer.value, question: question.value, given, entry, setting, vialsFrom }));
}

/** The course that each circumstance is in the arithmetic; spilled drug was still part of the prescribed dose. */
const COURSE: Readonly<Record<Circumstance, Course>> = {
  'as-planned': 'complete',
  interrupted: 'interrupted',
  refused: 'none',
  spilled: 'complete',
  overfill: 'complete',
  'other-amount': 'complete',
};

function questionOf(entry: DrugToSign, setting: DrugSetting): Result<WasteQuestion, WasteFault> {
  const { drug, drugs, preparation } = setting;
  if (drug.facts === undefined) return problem(fault('unknown-code', 'line', 'has no billing code that is known'));
  const raw = rawLine(entry, setting, drug.facts.hcpcs);
  const line = wasteLine.safeParse(raw);
  if (!line.success) return problem(lineErrorOf(line.error, raw));
  const question = wasteQuestion(line.data, drugs);
  if (!question.ok) return question;
  const { stock } = drug;
  return ok({
    ...question.value,
    ...definedOnly({ keptForOthers: preparation?.keptForOthers }),
    ...(stock === undefined ? {} : { packages: packagesOfStock(stock, question.value), packagesFrom: 'site-stock' }),
  });
}

/** What was entered, as a line of `chairready waste`: the same checks and the same arithmetic. */
const rawLine = (entry: DrugToSign, { drug, on, policy, preparation }: DrugSetting, hcpcs: HcpcsCode) => ({
  ...{ hcpcs, on, dose: entry.dose, administered: COURSE[entry.circumstance] },
  opened: entry.vials.map(({ content, count, container, ndc, shared }) => ({
    ...{ content, count, container },
    // The NDC of a share is that of the whole vial; only the pharmacy's entry makes a vial a shared one.
    ndc: shared === true && isShareOf(preparation) ? undefined : ndc,
  })),
  ...definedOnly({
    given: entry.circumstance === 'refused' ? undefined : entry.given,
    orderedDose: drug.dose && quantityOf(drug.dose.dose),
  }),
  ...policy.claim,
});

const isShareOf = (preparation: PreparedAmounts | undefined): boolean =>
  preparation?.vials.some(({ shared }) => shared === true) === true;

const packagesOfStock = (stock: readonly Amount[], { packages }: WasteQuestion): WasteQuestion['packages'] =>
  stock.map(
    (content) =>
      packages.find((one) => sameMeasure(one.content, content) && compareAmounts(one.content, content) === 0) ?? {
        content,
        container: 'single-dose' as const,
      },
  );

const givenOf = ({ circumstance }: DrugToSign, { given, dose }: WasteQuestion): Amount =>
  circumstance === 'refused' ? amountOf(dose.measure, zero) : (given ?? dose);

/** An amount that is not the planned one needs to say what happened; more than the label holds is overfill or a slip. */
function faultOfCourse(
  { circumstance, reason }: DrugToSign,
  { dose, keptForOthers }: WasteQuestion,
  answer: WasteAnswer,
  given: Amount,
): WasteFault | undefined {
  const label = subtract(labeledTotal(answer.opened), keptForOthers?.value ?? zero);
  const found = faultOfAmount(circumstance, isPositive(subtract(given.value, label)), equals(given.value, dose.value));
  if (found !== undefined) return found;
  if (circumstance === 'spilled' && isNothingLost(answer)) return nothingSpilled();
  return circumstance !== 'as-planned' && reason === undefined
    ? reasonMissing('because the dose went otherwise than planned')
    : undefined;
}

/** Of multi-dose vials the rest stays in the vial: what was lost of it is no amount of this dose. */
const isNothingLost = ({ discard, opened }: WasteAnswer): boolean =>
  !isPositive(discard.value) && opened.every(({ container }) => container !== 'multi-dose');

const nothingSpilled = (): WasteFault =>
  fault(
    'nothing-spilled',
    'given',
    'is all that was opened, and something was spilled: say how much of it reached the patient, or add the vials that replaced it',
  );

function faultOfAmount(circumstance: Circumstance, isMore: boolean, isWholeDose: boolean): WasteFault | undefined {
  if (isMore && circumstance !== 'overfill')
    return fault('more-given-than-opened', 'given', 'is more than the opened vials hold');
  if (circumstance === 'overfill' && !isMore)
    return fault('no-overfill', 'given', 'is no more than the labels hold, so it was no overfill');
  return circumstance === 'as-planned' && !isWholeDose
    ? fault('circumstance-missing', 'given', 'is another amount than the prepared one: choose what happened')
    : undefined;
}

export const reasonMissing = (why: string): WasteFault => fault('reason-missing', 'reason', `is needed ${why}`);

const faultOfHood = ({ preparation }: DrugSetting, { discard }: WasteAnswer): WasteFault | undefined =>
  preparation?.discardedInHood !== undefined && compareAmounts(preparation.discardedInHood, discard) > 0
    ? fault('hood-exceeds-discarded', 'vials', 'leave less to discard than the pharmacy has discarded in the hood')
    : undefined;

export const fault = (code: string, path: string, message: string): WasteFault => ({
  code,
  path,
  message: `${path} ${message}`,
});

interface Charted {
  readonly answer: WasteAnswer;
  readonly question: WasteQuestion;
  readonly given: Amount;
  readonly entry: Pick<DrugToSign, 'circumstance'> & { readonly vials: readonly VialEntry[] };
  readonly setting: Pick<DrugSetting, 'preparation'>;
  readonly vialsFrom: WasteCharting['vialsFrom'];
}

/** What was worked out, as the screen, the record and the chart text show it. */
export function chartingOf({ answer, question, given, entry, setting, vialsFrom }: Charted): WasteCharting {
  const { orderedDose, dose, drug, keptForOthers } = question;
  const { circumstance } = entry;
  const hood = setting.preparation?.discardedInHood;
  return {
    hcpcs: drug.hcpcs,
    label: drug.label,
    ...definedOnly({ orderedDose: orderedDose && quantityOf(orderedDose) }),
    dose: quantityOf(dose),
    vials: answer.opened.map((vial, at) => vialOf(vial, entry.vials[at])),
    given: quantityOf(given),
    circumstance,
    discarded: quantityOf(answer.discard),
    ...(hood === undefined ? {} : partsDiscarded(answer.discard, hood)),
    ...definedOnly({ keptForOthers: keptForOthers && quantityOf(keptForOthers) }),
    lines: answer.lines.map(({ hcpcs, units, modifiers }) => ({ hcpcs, units, modifiers: [...modifiers] })),
    review: reviewOf(answer, circumstance),
    warnings: [...answer.warnings],
    equation: equationText(wasteParts(answer, given, keptForOthers?.value ?? zero)),
    prompt: answer.prompt,
    working: answer.working.map(({ label, value, source }) => ({ label, value, source })),
    rules: [...answer.rules],
    vialsFrom,
  };
}

const reviewOf = ({ review }: WasteAnswer, circumstance: Circumstance): string | null =>
  review ?? (circumstance === 'spilled' ? 'spilled' : null);

const partsDiscarded = (discard: Amount, hood: Amount) => ({
  discardedInHood: quantityOf(hood),
  discardedFromBag: quantityOf(amountOf(discard.measure, subtract(discard.value, hood.value))),
});

function vialOf({ content, count, container, ndc }: OpenedVials, entered: VialEntry | undefined): VialEntry {
  const { lot, shared } = entered ?? {};
  const package_ = shared === true ? entered?.ndc : ndc && ndcText(ndc);
  return {
    content: quantityOf(content),
    count,
    container,
    ...definedOnly({ ndc: package_, shared }),
    ...(lot === undefined || lot === '' ? {} : { lot }),
  };
}

/** Whether the vials are exactly those of the pharmacy's entry, lots included. */
export function isPrepared(vials: readonly VialEntry[], preparation: PreparedAmounts | undefined): boolean {
  const keys = (all: readonly VialEntry[]): string => all.map(vialKey).sort().join('\n');
  return preparation !== undefined && keys(vials) === keys(preparation.vials);
}

function vialKey({ content, count, ndc, lot }: VialEntry): string {
  const amount = parseQuantity(content);
  const package11 = ndc === undefined ? undefined : parseNdc(ndc);
  return JSON.stringify([
    amount.ok ? quantityOf(amount.value) : content,
    count,
    package11?.ok === true ? package11.value : (ndc ?? ''),
    lot ?? '',
  ]);
}

/** An amount that we wrote ourselves. */
export function amountOfWire(wire: { readonly value: string; readonly unit: string }): Amount {
  const parsed = parseQuantity(wire);
  if (!parsed.ok) throw new Error('an amount that was kept cannot be read');
  return parsed.value;
}
