import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import { amountOf, amountText } from '../domain/kernel/quantity.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import { divide, isPositive, multiply } from '../domain/kernel/rational.ts';
import type { DrugIdentity } from '../domain/visit/drug-facts.ts';
import type { DoseFact } from '../domain/visit/snapshot.ts';
import { hoursIn } from '../domain/waste/dose-forms.ts';
import type { BodyDose } from './body-dose.ts';
import { doseByBody, SCALES_WITH } from './body-dose.ts';
import { codingsOf } from './coding.ts';
import { drugInVolume } from './concentration.ts';
import { exactly } from './decimal.ts';
import type { WrittenDose } from './dose-quantity.ts';
import { writtenDose } from './dose-quantity.ts';
import type { Element } from './element.ts';
import { child, children, number, text } from './element.ts';
import type { NamedDrug } from './medication.ts';
import type { Reading } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { eventDays } from './timing.ts';

export interface Ordered {
  readonly request: Resource;
  readonly drug: NamedDrug;
  readonly identity: DrugIdentity;
}

const unknown = (missing: string, because: string): DoseFact => ({ kind: 'unknown', missing: [missing], because });

/** The dose of an order on a day, exact; or what is missing to know it. */
export function doseOn(reading: Reading, ordered: Ordered, on: PlainDate): DoseFact {
  const all = children(ordered.request.element, 'dosageInstruction', reading.faults);
  const doses = instructionsFor(reading, all, on).map((instruction) => doseOf(reading, instruction, ordered, on));
  const [first, ...others] = doses;
  if (first === undefined) return unknown('dose', 'the order has no dosage instruction');
  const isOneDose = others.every((other) => isSameDose(other, first));
  return isOneDose ? first : unknown('which dosage instruction is meant', 'the order has several doses for one day');
}

/** Those timed for the day; else those that are not timed to other days. */
function instructionsFor(reading: Reading, all: readonly Element[], on: PlainDate): readonly Element[] {
  const timed = all.map((instruction) => {
    const timing = child(instruction, 'timing', reading.faults);
    return { instruction, days: timing === undefined ? [] : eventDays(reading, timing) };
  });
  const exact = timed.filter(({ days }) => days.includes(on));
  const chosen = exact.length > 0 ? exact : timed.filter(({ days }) => days.length === 0);
  return (chosen.length > 0 ? chosen : timed).map(({ instruction }) => instruction);
}

/** Whether the dose may differ between two days for one product: doses by body grow stale, and some are timed. */
export const dependsOnDay = (reading: Reading, request: Resource): boolean =>
  children(request.element, 'dosageInstruction', reading.faults).some(
    (instruction) =>
      instruction['text'] !== undefined ||
      children(instruction, 'doseAndRate', reading.faults).some((entry) => hasBodyUnit(entry, reading)),
  );

const hasBodyUnit = (entry: Element, { faults }: Reading): boolean => {
  const quantity = child(entry, 'doseQuantity', faults);
  if (quantity === undefined) return entry['doseRange'] !== undefined;
  return /\/|auc/i.test(`${text(quantity, 'code', faults) ?? ''} ${text(quantity, 'unit', faults) ?? ''}`);
};

const isSameDose = (a: DoseFact, b: DoseFact): boolean =>
  a.kind === 'known' && b.kind === 'known' && amountText(a.amount) === amountText(b.amount);

/** `calculated` is the absolute dose that the order system worked out; `ordered` may be per kg or m2. */
const PREFERENCE = ['calculated', 'ordered', undefined];

function doseOf(reading: Reading, instruction: Element, ordered: Ordered, on: PlainDate): DoseFact {
  const rates = children(instruction, 'doseAndRate', reading.faults).map((entry) => ({
    entry,
    type: codingsOf(child(entry, 'type', reading.faults), reading.faults)[0]?.code,
  }));
  const chosen = PREFERENCE.map((type) => rates.filter((rate) => rate.type === type)).find((group) => group.length > 0);
  const doses = (chosen ?? rates).map(({ entry }) => entryDose(reading, entry, instruction, ordered, on));
  const [first, ...others] = doses;
  if (first === undefined) return doseInWords(reading, instruction, ordered, on);
  if (!others.every((other) => isSameDose(other, first))) {
    return unknown('which dose is meant', 'the order gives several doses of one kind');
  }
  return followingBody(
    first,
    rates.map(({ entry }) => entry),
    reading,
  );
}

/** A calculated dose follows the body as well, where the order writes it down by body beside it. */
function followingBody(dose: DoseFact, entries: readonly Element[], { faults }: Reading): DoseFact {
  if (dose.kind === 'unknown' || dose.scalesWith !== undefined || entries.length < 2) return dose;
  for (const entry of entries) {
    const quantity = child(entry, 'doseQuantity', faults);
    const written = quantity === undefined ? undefined : writtenDose(quantity, faults);
    if (written !== undefined && isByBody(written)) return { ...dose, scalesWith: SCALES_WITH[written.kind] };
  }
  return dose;
}

const isByBody = (written: WrittenDose): written is BodyDose => written.kind in SCALES_WITH;

const AUC_IN_WORDS = /\bAUC\s*(?:of|=|:)?\s*(\d{1,2}(?:\.\d{1,2})?)\b/i;

/** Text is read for one thing only, because it is nearly always written so: carboplatin's "AUC 5". */
function doseInWords(reading: Reading, instruction: Element, ordered: Ordered, on: PlainDate): DoseFact {
  const target = AUC_IN_WORDS.exec(text(instruction, 'text', reading.faults) ?? '')?.[1];
  const exact = target === undefined ? undefined : exactly(Number(target));
  if (exact === undefined) return unknown('dose', 'the order states no dose as a quantity');
  return settled(reading, { kind: 'auc', target: exact }, instruction, ordered, on);
}

function entryDose(reading: Reading, entry: Element, instruction: Element, ordered: Ordered, on: PlainDate): DoseFact {
  const quantity = child(entry, 'doseQuantity', reading.faults);
  if (quantity !== undefined) return settled(reading, writtenDose(quantity, reading.faults), instruction, ordered, on);
  const range = child(entry, 'doseRange', reading.faults);
  if (range !== undefined) return highEnd(reading, range, instruction, ordered, on);
  const rate = rateOf(reading, entry);
  return rate === undefined
    ? unknown('dose', 'the order states no dose as a quantity')
    : settled(reading, rate, instruction, ordered, on);
}

/** Whether an authorization is enough is asked of the most that may be given. */
function highEnd(reading: Reading, range: Element, instruction: Element, ordered: Ordered, on: PlainDate): DoseFact {
  const high = child(range, 'high', reading.faults);
  if (high === undefined) return unknown('upper end of the dose range', 'the dose is a range without an upper end');
  const dose = settled(reading, writtenDose(high, reading.faults), instruction, ordered, on);
  return dose.kind === 'known' ? { ...dose, caution: 'upper end of the ordered range' } : dose;
}

function rateOf(reading: Reading, entry: Element): WrittenDose | undefined {
  const quantity = child(entry, 'rateQuantity', reading.faults);
  if (quantity !== undefined) return writtenDose(quantity, reading.faults);
  const ratio = child(entry, 'rateRatio', reading.faults);
  const [over, per] = [ratio?.['numerator'], ratio?.['denominator']];
  if (ratio === undefined || over === undefined || per === undefined) return undefined;
  return ratePerHour(reading, ratio);
}

function ratePerHour(reading: Reading, ratio: Element): WrittenDose {
  const over = writtenDose(child(ratio, 'numerator', reading.faults) ?? {}, reading.faults);
  const per = child(ratio, 'denominator', reading.faults) ?? {};
  const time = hours(
    number(per, 'value', reading.faults) ?? 1,
    text(per, 'code', reading.faults) ?? text(per, 'unit', reading.faults),
  );
  if (over.kind !== 'amount' || time === undefined) {
    return { kind: 'unreadable', missing: 'infusion rate', because: 'the rate cannot be read' };
  }
  return { kind: 'per-hour', amount: amountOf(over.amount.measure, divide(over.amount.value, time)) };
}

function hours(value: number, unit: string | undefined): Rational | undefined {
  const exact = exactly(value);
  return exact === undefined || unit === undefined || !isPositive(exact) ? undefined : hoursIn(exact, unit);
}

/** From what is written to an amount: volumes by concentration, rates by duration, body doses by observations. */
function settled(
  reading: Reading,
  written: WrittenDose,
  instruction: Element,
  ordered: Ordered,
  on: PlainDate,
): DoseFact {
  switch (written.kind) {
    case 'amount':
      return asDrug(reading, written.amount, ordered, on);
    case 'per-kg':
    case 'per-m2':
    case 'auc':
      return doseByBody(reading, written, on);
    case 'per-hour':
      return rateTimesDuration(reading, written.amount, instruction, ordered, on);
    case 'unreadable':
      return unknown(written.missing, written.because);
  }
}

function asDrug(reading: Reading, amount: Amount, ordered: Ordered, on: PlainDate): DoseFact {
  if (amount.measure !== 'volume') return { kind: 'known', amount, working: `${amountText(amount)} as ordered` };
  const drug = drugInVolume(reading, amount, ordered, on);
  if (drug !== undefined) {
    const working = `${amountText(amount)} at the strength of the ordered medication = ${amountText(drug)}`;
    return { kind: 'known', amount: drug, working };
  }
  const { identity } = ordered;
  const facts = identity.kind === 'known' ? reading.drugs.facts(identity.hcpcs, on) : undefined;
  if (facts?.billingUnit.measure === 'volume')
    return { kind: 'known', amount, working: `${amountText(amount)} as ordered` };
  return unknown('concentration', 'the dose is a volume and the record gives no strength for it');
}

function rateTimesDuration(
  reading: Reading,
  perHour: Amount,
  instruction: Element,
  ordered: Ordered,
  on: PlainDate,
): DoseFact {
  const timing = child(instruction, 'timing', reading.faults);
  const repeat = timing === undefined ? undefined : child(timing, 'repeat', reading.faults);
  const duration = repeat === undefined ? undefined : number(repeat, 'duration', reading.faults);
  const unit = repeat === undefined ? undefined : text(repeat, 'durationUnit', reading.faults);
  const time = duration === undefined ? undefined : hours(duration, unit);
  if (time === undefined) return unknown('duration of the infusion', 'the order gives a rate without a duration');
  return asDrug(reading, amountOf(perHour.measure, multiply(perHour.value, time)), ordered, on);
}
