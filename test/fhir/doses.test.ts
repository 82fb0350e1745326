import type { FhirResource, Medication, MedicationRequest } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { fixedText } from '../../domain/kernel/rational.ts';
import type { DoseFact } from '../../domain/visit/snapshot.ts';
import { aDose, anAppointment, anObservation, anOrder, HCPCS } from '../support/fhir-builders.ts';
import { doseText, gapsOf, recordOf } from './reading.ts';

type Instructions = NonNullable<MedicationRequest['dosageInstruction']>;

const booked = anAppointment({ supportingInformation: [{ reference: 'MedicationRequest/m1' }] });
const doseOf = (order: MedicationRequest, others: readonly FhirResource[] = []): DoseFact | undefined =>
  recordOf([booked, order, ...others]).visits[0]?.drugs[0]?.dose;
const dose = (dosageInstruction: Instructions, others?: readonly FhirResource[]): string =>
  doseText(doseOf(anOrder({ dosageInstruction }), others));
const quantity = (doseQuantity: object, others?: readonly FhirResource[]): string =>
  dose([{ doseAndRate: [{ doseQuantity }] }], others);
const typed = (code: string, value: number, unit: string) => ({
  type: { coding: [{ code }] },
  doseQuantity: { value, unit },
});

const WEIGHT = anObservation('29463-7', 82, 'kg');
const HEIGHT = anObservation('8302-2', 178, 'cm');

describe('a dose as a quantity', () => {
  it('converts mg, g and mcg exactly and keeps units as units', () => {
    expect(quantity({ value: 200, unit: 'mg' })).toBe('200 mg');
    expect(quantity({ value: 0.075, unit: 'MG' })).toBe('0.075 mg');
    expect(quantity({ value: 1.2, unit: 'g' })).toBe('1200 mg');
    expect(quantity({ value: 300, unit: 'mcg' })).toBe('0.3 mg');
    expect(quantity({ value: 5000, unit: 'units' })).toBe('5000 units');
  });

  it('goes by the UCUM code before the displayed unit', () => {
    expect(quantity({ value: 2, unit: 'Milligramm', code: 'mg', system: 'http://unitsofmeasure.org' })).toBe('2 mg');
  });

  it('without number, without unit, in an unknown unit, or as a bound is unknown and never zero', () => {
    expect(quantity({ unit: 'mg' })).toBe('unknown: dose quantity');
    expect(quantity({ value: 200 })).toBe('unknown: unit of the dose');
    expect(quantity({ value: 200, unit: 'bags' })).toBe('unknown: unit of the dose');
    expect(quantity({ value: 0, unit: 'mg' })).toBe('unknown: dose quantity');
    expect(quantity({ value: 200, unit: 'mg', comparator: '<' })).toBe('unknown: dose quantity');
    expect(quantity({ value: 40, unit: 'mEq' })).toBe('unknown: unit of the dose');
  });

  it('that nobody wrote is unknown', () => {
    const { dosageInstruction: _instruction, ...without } = anOrder();
    expect(doseText(doseOf(without))).toBe('unknown: dose');
    expect(dose([{ text: 'per protocol' }])).toBe('unknown: dose');
  });

  it('is the calculated one before the ordered one', () => {
    expect(dose([{ doseAndRate: [typed('ordered', 2, 'mg/kg'), typed('calculated', 164, 'mg')] }])).toBe('164 mg');
  });

  it('as a range counts at its upper end and says so', () => {
    const range = { low: { value: 100, unit: 'mg' }, high: { value: 150, unit: 'mg' } };
    expect(doseOf(anOrder({ dosageInstruction: [{ doseAndRate: [{ doseRange: range }] }] }))).toMatchObject({
      caution: 'upper end of the ordered range',
    });
    expect(dose([{ doseAndRate: [{ doseRange: range }] }])).toBe('150 mg');
    expect(dose([{ doseAndRate: [{ doseRange: { low: range.low } }] }])).toBe('unknown: upper end of the dose range');
  });

  it('that differs between two instructions of one day is not chosen', () => {
    expect(dose([aDose(200, 'mg'), aDose(400, 'mg')])).toBe('unknown: which dosage instruction is meant');
    expect(dose([aDose(200, 'mg'), aDose(0.2, 'g')])).toBe('200 mg');
  });

  it('is the one timed for the day', () => {
    const loading = aDose(400, 'mg', { timing: { event: ['2026-11-24'] } });
    const later = aDose(200, 'mg', { timing: { event: ['2026-12-15'] } });
    expect(dose([loading, later])).toBe('200 mg');
  });
});

describe('a dose by the size of the patient', () => {
  it('per kg needs the weight', () => {
    expect(quantity({ value: 2, unit: 'mg/kg' })).toBe('unknown: body weight (Observation 29463-7)');
    expect(quantity({ value: 2, unit: 'mg/kg' }, [WEIGHT])).toBe('164 mg');
  });

  it('in pounds is converted exactly: 180 lb are 81.6466266 kg', () => {
    const record = recordOf([anObservation('29463-7', 180, '[lb_av]')]);
    expect(fixedText(record.clinical.weights[0]?.kg ?? { n: 0n, d: 1n }, 7)).toBe('81.6466266');
    expect(quantity({ value: 1, unit: 'mg/kg' }, [anObservation('29463-7', 180, '[lb_av]')])).toBe('81.6466266 mg');
  });

  it('per m2 takes Mosteller from weight and height: 75 mg/m2 at 178 cm and 82 kg are 151 mg', () => {
    expect(quantity({ value: 75, unit: 'mg/m2' }, [WEIGHT, HEIGHT])).toBe('151.02 mg');
    expect(quantity({ value: 75, unit: 'mg/m²' }, [WEIGHT, HEIGHT])).toBe('151.02 mg');
    expect(quantity({ value: 75, unit: 'mg/m2' }, [WEIGHT])).toBe('unknown: body height (Observation 8302-2)');
  });

  it.each([
    ['grams and meters', anObservation('29463-7', 82_000, 'g'), anObservation('8302-2', 1.78, 'm'), '201.36 mg'],
    ['inches', WEIGHT, anObservation('8302-2', 70, '[in_i]'), '201.24 mg'],
    ['a charted surface', WEIGHT, anObservation('3140-1', 2.01, 'm2'), '201 mg'],
    [
      'a weight in a unit of length',
      anObservation('29463-7', 82, 'cm'),
      HEIGHT,
      'unknown: body weight (Observation 29463-7)',
    ],
  ])('per m2 reads %s exactly, or not at all', (_said, weight, size, expected) => {
    expect(quantity({ value: 100, unit: 'mg/m2' }, [weight, size])).toBe(expected);
  });

  it('by AUC caps the clearance at 125: AUC 5 at 140 mL/min is 750 mg', () => {
    const clearance = anObservation('2164-2', 140, 'mL/min');
    expect(quantity({ value: 5, unit: 'mg.min/mL' }, [clearance])).toBe('750 mg');
    expect(dose([{ text: 'Carboplatin AUC 5 IV once' }], [clearance])).toBe('750 mg');
    expect(dose([{ text: 'Carboplatin AUC 5 IV once' }])).toBe('unknown: creatinine clearance (Observation 2164-2)');
  });

  it('does not take an eGFR per 1.73 m2 for a clearance', () => {
    expect(quantity({ value: 5, unit: 'AUC' }, [anObservation('2164-2', 90, 'mL/min/1.73m2')])).toContain('unknown');
  });

  it('from a weight older than 90 days counts with a caution', () => {
    const at = (effectiveDateTime: string) =>
      doseOf(anOrder({ dosageInstruction: [aDose(2, 'mg/kg')] }), [{ ...WEIGHT, effectiveDateTime }]);
    expect(at('2026-09-16')).not.toHaveProperty('caution');
    expect(at('2026-09-15')).toMatchObject({ caution: 'computed from a measurement older than 90 days at the visit' });
  });

  it('from an implausible weight is unknown, and the weight is told to nobody', () => {
    const typo = anObservation('29463-7', 820, 'kg');
    expect(quantity({ value: 2, unit: 'mg/kg' }, [typo])).toBe('unknown: body weight (Observation 29463-7)');
    const record = recordOf([typo]);
    expect(record.clinical.weights).toEqual([]);
    expect(gapsOf(record)).toEqual(['Observation/o-29463-7.valueQuantity: an implausible weight']);
  });

  it('takes the newest measurement and none that was entered in error', () => {
    const older = anObservation('29463-7', 70, 'kg', { id: 'w1', effectiveDateTime: '2026-10-01' });
    const wrong = anObservation('29463-7', 90, 'kg', {
      id: 'w2',
      effectiveDateTime: '2026-11-20',
      status: 'entered-in-error',
    });
    expect(quantity({ value: 2, unit: 'mg/kg' }, [older, WEIGHT, wrong])).toBe('164 mg');
  });
});

describe('a dose as a volume or rate', () => {
  const strength = (value: number, unit: string, perMl: number) => ({
    numerator: { value, unit },
    denominator: { value: perMl, unit: 'mL' },
  });
  const bag = (medication: Partial<Medication>): MedicationRequest => {
    const { medicationCodeableConcept: _concept, ...order } = anOrder({ dosageInstruction: [aDose(250, 'mL')] });
    return {
      ...order,
      contained: [{ resourceType: 'Medication', id: 'bag', ...medication }],
      medicationReference: { reference: '#bag' },
    };
  };
  const pembrolizumab = { itemCodeableConcept: { coding: [{ system: HCPCS, code: 'J9271' }], text: 'pembrolizumab' } };

  it('takes the strength of the contained ingredient: 250 mL of 500 mg in 250 mL are 500 mg', () => {
    const order = bag({
      ingredient: [
        { ...pembrolizumab, strength: strength(500, 'mg', 250) },
        { itemCodeableConcept: { text: 'sodium chloride 0.9 %' } },
      ],
    });
    const record = recordOf([booked, order]);
    expect(doseText(record.visits[0]?.drugs[0]?.dose)).toBe('500 mg');
    expect(record.visits[0]?.drugs[0]?.identity).toMatchObject({ kind: 'known', hcpcs: 'J9271' });
  });

  it('picks the ordered drug among several strengths, never the diluent', () => {
    const saline = { itemCodeableConcept: { text: 'sodium chloride' }, strength: strength(9, 'mg', 1) };
    expect(doseText(doseOf(bag({ ingredient: [saline, { ...pembrolizumab, strength: strength(2, 'mg', 1) }] })))).toBe(
      '500 mg',
    );
  });

  it('without a strength is unresolved, not zero', () => {
    expect(quantity({ value: 250, unit: 'mL' })).toBe('unknown: concentration');
  });

  it('stays a volume where the code is billed by volume', () => {
    const order = anOrder({
      medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J1569' }] },
      dosageInstruction: [aDose(50, 'mL')],
    });
    expect(doseText(doseOf(order))).toBe('50 mL');
  });

  it('as a rate is multiplied by the duration, or unknown without one', () => {
    const doseAndRate = [{ rateQuantity: { value: 10, unit: 'mg/h' } }];
    expect(dose([{ doseAndRate, timing: { repeat: { duration: 90, durationUnit: 'min' } } }])).toBe('15 mg');
    expect(
      dose([
        {
          doseAndRate: [
            { rateRatio: { numerator: { value: 5, unit: 'mg' }, denominator: { value: 30, unit: 'min' } } },
          ],
          timing: { repeat: { duration: 2, durationUnit: 'h' } },
        },
      ]),
    ).toBe('20 mg');
    expect(dose([{ doseAndRate }])).toBe('unknown: duration of the infusion');
  });
});
