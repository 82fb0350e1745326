import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { DoseFact } from '../domain/visit/snapshot.ts';
import type { BodyFacts, BodyFactName, Measured } from '../domain/waste/body-size.ts';
import type { DoseCaution, DoseForm, DoseProblem } from '../domain/waste/dose-forms.ts';
import { resolveDose } from '../domain/waste/dose-forms.ts';
import type { WrittenDose } from './dose-quantity.ts';
import { bodyQuantities } from './observation.ts';
import type { Reading } from './reading.ts';

export type BodyDose = Extract<WrittenDose, { kind: 'per-kg' | 'per-m2' | 'auc' }>;

/** The dose for this patient on this day, from the newest measurement of each kind; or the Observation that is missing. */
export function doseByBody(reading: Reading, written: BodyDose, on: PlainDate): DoseFact {
  const dose = resolveDose(formOf(written), { body: bodyFacts(reading), on });
  if (!dose.ok) return unknownBecause(dose.problem);
  const { amount, working, cautions } = dose.value;
  const caution = cautions.map((each) => CAUTIONS[each]).join('; ');
  const scalesWith = SCALES_WITH[written.kind];
  return { kind: 'known', amount, working, scalesWith, ...(caution === '' ? {} : { caution }) };
}

/** What of the patient a dose by body follows. */
export const SCALES_WITH = { 'per-kg': 'weight', 'per-m2': 'body-surface', auc: 'clearance' } as const;

function formOf(written: BodyDose): DoseForm {
  switch (written.kind) {
    case 'per-kg':
      return { kind: 'per-weight', perKg: written.amount };
    case 'per-m2':
      return { kind: 'per-surface', perM2: written.amount };
    case 'auc':
      return written;
  }
}

function bodyFacts(reading: Reading): BodyFacts {
  const { weight, height, bodySurface, creatinineClearance } = bodyQuantities(reading);
  return {
    ...newest('weight', weight),
    ...newest('height', height),
    ...newest('surface', bodySurface),
    ...newest('filtration', creatinineClearance),
  };
}

function newest(name: BodyFactName, measurements: readonly Measured[]): BodyFacts {
  const last = measurements.at(-1);
  return last === undefined ? {} : { [name]: last };
}

const CAUTIONS: Readonly<Record<DoseCaution, string>> = {
  'stale-measurement': 'computed from a measurement older than 90 days at the visit',
  'filtration-capped': 'creatinine clearance counted as 125 mL/min',
};

const CALLED: Readonly<Record<BodyFactName, string>> = {
  weight: 'body weight (Observation 29463-7)',
  height: 'body height (Observation 8302-2)',
  surface: 'body surface area (Observation 3140-1)',
  filtration: 'creatinine clearance (Observation 2164-2)',
};

function unknownBecause(problem: DoseProblem): DoseFact {
  switch (problem.code) {
    case 'missing':
      return {
        kind: 'unknown',
        missing: [CALLED[problem.what]],
        because: 'the dose depends on a measurement that the record lacks',
      };
    case 'implausible':
      return { kind: 'unknown', missing: [CALLED[problem.what]], because: 'the newest measurement is not plausible' };
    case 'duration-missing':
    case 'concentration-missing':
    case 'dose-not-positive':
    case 'range-upside-down':
      return { kind: 'unknown', missing: ['dose'], because: 'the dose cannot be computed' };
  }
}
