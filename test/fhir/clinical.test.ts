import { describe, expect, it } from 'vitest';
import { anObservation, aPatient, PATIENT } from '../support/fhir-builders.ts';
import { recordOf } from './reading.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const subject = { reference: PATIENT };

describe('clinical facts', () => {
  it('are diagnoses by ICD-10-CM, without refuted ones', () => {
    const condition = (id: string, code: string, verdict: string) => ({
      resourceType: 'Condition' as const,
      id,
      subject,
      recordedDate: '2026-10-01',
      verificationStatus: { coding: [{ code: verdict }] },
      code: { coding: [{ system: ICD, code }] },
    });
    const record = recordOf([
      condition('d1', 'C34.11', 'confirmed'),
      condition('d2', 'C50.911', 'refuted'),
      condition('d3', 'C50.911', 'entered-in-error'),
    ]);
    expect(record.clinical.diagnoses).toEqual([{ ref: 'Condition/d1', icd10: ['C34.11'], recordedOn: '2026-10-01' }]);
  });

  it('are results by LOINC with their day', () => {
    const record = recordOf([anObservation('85147-2', 50, '%'), anObservation('1-8', 1, '%', { status: 'cancelled' })]);
    expect(record.clinical.results).toEqual([{ ref: 'Observation/o-85147-2', loinc: ['85147-2'], on: '2026-11-10' }]);
  });

  it('are coded results with the codes that they answer with, so that a documented progression is heard', () => {
    const { valueQuantity: _noNumber, ...answered } = anObservation('97509-4', 0, '', {
      valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '271299001' }] },
    });
    expect(recordOf([answered]).clinical.results).toEqual([
      { ref: 'Observation/o-97509-4', loinc: ['97509-4'], on: '2026-11-10', answers: ['271299001'] },
    ]);
  });

  it('are documents by type and description, without superseded ones', () => {
    const document = (id: string, status: 'current' | 'superseded') => ({
      resourceType: 'DocumentReference' as const,
      id,
      status,
      subject,
      type: { text: 'Pathology report' },
      description: 'lung biopsy',
      date: '2026-10-05T10:00:00Z',
      content: [{ attachment: {} }],
    });
    const record = recordOf([document('x1', 'current'), document('x2', 'superseded')]);
    expect(record.clinical.documents).toEqual([
      { ref: 'DocumentReference/x1', texts: ['Pathology report', 'lung biopsy'], on: '2026-10-05' },
    ]);
  });

  it('of somebody else are left out', () => {
    expect(
      recordOf([anObservation('29463-7', 80, 'kg', { subject: { reference: 'Patient/p2' } })]).clinical.weights,
    ).toEqual([]);
  });
});

describe('the patient', () => {
  it('has name and birth date for the identity line, and identifiers', () => {
    const named = aPatient({
      id: 'p9',
      name: [{ given: ['Ada', 'M.'], family: 'Hall' }],
      birthDate: '1960-02-03',
      identifier: [{ system: 'urn:mrn', value: '7' }],
    });
    expect(recordOf([named], { patient: 'Patient/p9' }).patient).toEqual({
      ref: 'Patient/p9',
      identifiers: ['urn:mrn|7'],
      name: 'Ada M. Hall',
      birthDate: '1960-02-03',
    });
  });
});
