/** Triggers whose facts stand in one FHIR element that nothing else needs: from the record to what a person is told. */
import type { FhirResource } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { decide } from '../../domain/decision/decide.ts';
import { exampleKnowledge } from '../../domain/decision/example-course.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import type { TriggerCode } from '../../domain/decision/trigger.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import {
  aClaim,
  aClaimResponse,
  aCoverage,
  aDose,
  anAppointment,
  anObservation,
  anOrder,
  HCPCS,
} from '../support/fhir-builders.ts';
import { recordOf } from './reading.ts';

/** What is said on 2026-11-21 of the visit of December 15 under this trigger: its verdict and its sentence. */
function told(trigger: TriggerCode, resources: readonly FhirResource[]): readonly string[] {
  const record = recordOf([
    aCoverage(),
    aClaim(),
    aClaimResponse(),
    anAppointment({ supportingInformation }),
    ...resources,
  ]);
  const snapshot = { ...record, today: plainDate('2026-11-21'), knowledge: exampleKnowledge() };
  return decide(ruleBook, snapshot, 'test').visits.flatMap(({ findings }) =>
    findings.filter((finding) => finding.trigger === trigger).map(({ verdict, sentence }) => `${verdict}: ${sentence}`),
  );
}

const supportingInformation = [{ reference: 'MedicationRequest/m1' }];
const weighed = (id: string, kg: number, effectiveDateTime: string) =>
  anObservation('29463-7', kg, 'kg', { id, effectiveDateTime });

describe('a weight that changed by a tenth since the approval', () => {
  const weights = [weighed('then', 80, '2026-11-01'), weighed('now', 89, '2026-11-19')];
  const changed = ['at-risk: Keytruda (J9271): weight was 80 kg at the approval and is 89 kg now (11.25 %).'];

  it.each<[string, ReturnType<typeof aDose>]>([
    ['ordered by kg', aDose(2, 'mg/kg')],
    [
      'ordered by kg and calculated by the EHR',
      {
        doseAndRate: [
          { type: { coding: [{ code: 'ordered' }] }, doseQuantity: { value: 2, unit: 'mg/kg' } },
          { type: { coding: [{ code: 'calculated' }] }, doseQuantity: { value: 178, unit: 'mg' } },
        ],
      },
    ],
  ])('is told of a dose that is %s', (_how, dose) => {
    expect(told('dose-increase', [anOrder({ dosageInstruction: [dose] }), ...weights])).toEqual(changed);
  });

  it('means nothing for a flat dose', () => {
    expect(told('dose-increase', [anOrder(), ...weights])).toEqual([
      'not-applicable: Keytruda (J9271): nothing on record to compare the dose with.',
    ]);
  });
});

it('a drug that takes the place of another one without an authorization of its own is told of', () => {
  const opdivo = { coding: [{ system: HCPCS, code: 'J9299' }], text: 'Opdivo' };
  const replacing = anOrder({
    medicationCodeableConcept: opdivo,
    priorPrescription: { reference: 'MedicationRequest/m0' },
  });
  expect(told('regimen-change', [anOrder({ id: 'm0', status: 'stopped' }), replacing])).toEqual([
    'at-risk: Opdivo (J9299): replaces J9271, and the auth of the old drug does not cover the new one.',
  ]);
  expect(told('regimen-change', [anOrder({ medicationCodeableConcept: opdivo })])).toEqual([
    'not-applicable: Opdivo (J9299): no changed regimen on record.',
  ]);
});

it('a progression that was documented since the approval is told of', () => {
  const { valueQuantity: _noNumber, ...status } = anObservation('97509-4', 0, '', {
    valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '271299001' }] },
  });
  expect(told('progression', [anOrder(), status])).toEqual([
    'at-risk: Keytruda (J9271): progression documented Nov 10, after the approval, and the drug goes on.',
  ]);
});
