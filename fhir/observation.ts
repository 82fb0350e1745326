import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import { divide, multiply, rational } from '../domain/kernel/rational.ts';
import type { ClinicalFacts } from '../domain/visit/snapshot.ts';
import { codesIn, codingsOf } from './coding.ts';
import { SYSTEM } from './coding-systems.ts';
import { exactly } from './decimal.ts';
import type { Element } from './element.ts';
import { child, number, text } from './element.ts';
import { dayOf } from './period.ts';
import type { BodyQuantity, Measured, Observed } from './observed.ts';
import { present } from './present.ts';
import type { Reading } from './reading.ts';
import { noteGap } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { ownResources } from './whose.ts';

/** LOINC codes of what doses depend on. */
const BODY: Readonly<Partial<Record<string, BodyQuantity>>> = {
  '29463-7': 'weight',
  '3141-9': 'weight',
  '8302-2': 'height',
  '8277-6': 'bodySurface',
  '3140-1': 'bodySurface',
  '2164-2': 'creatinineClearance',
};

const NOT_A_RESULT: ReadonlySet<string> = new Set(['registered', 'cancelled', 'unknown']);

/** Results that a policy may ask for, and the measurements that doses depend on; read once for each record. */
export function readObservations(reading: Reading): Observed {
  reading.seen.observed ??= observationsIn(reading);
  return reading.seen.observed;
}

export const bodyQuantities = (reading: Reading): Observed['body'] => readObservations(reading).body;

function observationsIn(reading: Reading): Observed {
  const results: ClinicalFacts['results'][number][] = [];
  const body: Record<BodyQuantity, Measured[]> = { weight: [], height: [], bodySurface: [], creatinineClearance: [] };
  for (const observation of ownResources(reading, 'Observation', 'subject')) {
    const loinc = codesIn(codingsOf(child(observation.element, 'code', reading.faults), reading.faults), SYSTEM.loinc);
    if (loinc.length === 0 || NOT_A_RESULT.has(text(observation.element, 'status', reading.faults) ?? '')) continue;
    const on = observedOn(reading, observation);
    const kind = loinc.map((code) => BODY[code]).find((each) => each !== undefined);
    if (kind === undefined)
      results.push({ ref: observation.ref, loinc, ...present({ on, answers: answersOf(reading, observation) }) });
    else body[kind].push(...measured(reading, observation, kind, on));
  }
  for (const measurements of Object.values(body)) measurements.sort(byDay);
  return { results, body };
}

/** The codes of a coded result; undefined for a number, a text, or no value at all. */
function answersOf(reading: Reading, { element }: Resource): readonly string[] | undefined {
  const codings = codingsOf(child(element, 'valueCodeableConcept', reading.faults), reading.faults);
  return codings.length === 0 ? undefined : codings.map(({ code }) => code);
}

const byDay = (a: Measured, b: Measured): number =>
  (a.on ?? '') === (b.on ?? '') ? (a.ref < b.ref ? -1 : 1) : (a.on ?? '') < (b.on ?? '') ? -1 : 1;

function observedOn(reading: Reading, observation: Resource): PlainDate | undefined {
  const { element } = observation;
  if (element['effectiveDateTime'] !== undefined) return dayOf(reading, element, 'effectiveDateTime', observation);
  if (element['effectiveInstant'] !== undefined) return dayOf(reading, element, 'effectiveInstant', observation);
  const period = child(element, 'effectivePeriod', reading.faults);
  return period === undefined
    ? dayOf(reading, element, 'issued', observation)
    : dayOf(reading, period, 'start', observation);
}

function measured(
  reading: Reading,
  observation: Resource,
  kind: BodyQuantity,
  on: PlainDate | undefined,
): readonly Measured[] {
  const quantity = child(observation.element, 'valueQuantity', reading.faults);
  const value = quantity === undefined ? undefined : inBaseUnit(reading, quantity, kind);
  if (value !== undefined) return [{ ref: observation.ref, value, ...(on === undefined ? {} : { on }) }];
  noteGap(reading, observation, 'valueQuantity', 'a measurement without a number or known unit');
  return [];
}

/** Exact by definition: 1 lb = 0.45359237 kg, 1 oz a sixteenth of it, 1 in = 2.54 cm. */
const POUND = rational(45_359_237, 100_000_000);
const INCH = rational(254, 100);

const FACTORS: Readonly<Record<BodyQuantity, Readonly<Partial<Record<string, Rational>>>>> = {
  weight: {
    kg: rational(1),
    kgs: rational(1),
    kilogram: rational(1),
    kilograms: rational(1),
    g: rational(1, 1000),
    '[lb_av]': POUND,
    lb: POUND,
    lbs: POUND,
    pounds: POUND,
    '[oz_av]': divide(POUND, rational(16)),
  },
  height: {
    cm: rational(1),
    m: rational(100),
    mm: rational(1, 10),
    '[in_i]': INCH,
    in: INCH,
    inches: INCH,
    '[ft_i]': multiply(INCH, rational(12)),
  },
  bodySurface: { m2: rational(1), 'm^2': rational(1), 'm²': rational(1), sqm: rational(1) },
  creatinineClearance: { 'ml/min': rational(1) },
};

function inBaseUnit(reading: Reading, quantity: Element, kind: BodyQuantity): Rational | undefined {
  const value = number(quantity, 'value', reading.faults);
  const exact = value === undefined || quantity['comparator'] !== undefined ? undefined : exactly(value);
  const units = [text(quantity, 'code', reading.faults), text(quantity, 'unit', reading.faults)];
  const factor = units
    .map((unit) => (unit === undefined ? undefined : FACTORS[kind][unit.toLowerCase().replace(/\s/g, '')]))
    .find((each) => each !== undefined);
  return exact === undefined || factor === undefined ? undefined : multiply(exact, factor);
}
