import type { CodeableConcept, MedicationRequest } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { preferredSystem } from '../../fhir/coding-systems.ts';
import { anAppointment, anOrder, CRD, HCPCS } from '../support/fhir-builders.ts';
import { recordOf } from './reading.ts';

const booked = anAppointment({ supportingInformation: [{ reference: 'MedicationRequest/m1' }] });
const drugOf = (order: MedicationRequest, others: Parameters<typeof recordOf>[0] = []) =>
  recordOf([booked, order, ...others]).visits[0]?.drugs[0];
const named = (medicationCodeableConcept: CodeableConcept) => drugOf(anOrder({ medicationCodeableConcept }))?.identity;

describe('code systems', () => {
  it.each([
    'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
    'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets/',
    'urn:oid:2.16.840.1.113883.6.285',
  ])('%s is HCPCS', (uri) => {
    expect(preferredSystem(uri)).toBe(HCPCS);
    expect(named({ coding: [{ system: uri, code: 'J9271' }] })).toEqual({ kind: 'known', hcpcs: 'J9271', by: 'hcpcs' });
  });

  it('that are not ours stay as written', () => {
    expect(preferredSystem('urn:oid:1.2.3')).toBe('urn:oid:1.2.3');
  });
});

describe('the drug of an order', () => {
  it('with two products that share an ingredient is both, never one', () => {
    expect(named({ text: 'bevacizumab' })).toMatchObject({ kind: 'several', candidates: ['J9035', 'Q5107', 'Q5118'] });
  });

  it('may be said by the billing options of CRD', () => {
    const extension = [{ url: `${CRD}ext-billing-options`, valueCoding: { system: HCPCS, code: 'Q5107' } }];
    expect(named({ extension, text: 'drug 4711' })).toMatchObject({ kind: 'known', hcpcs: 'Q5107' });
  });

  it('is read from a Medication in the record, by relative, absolute and urn reference', () => {
    const medication = {
      resourceType: 'Medication' as const,
      id: 'x1',
      code: { coding: [{ system: HCPCS, code: 'J9299' }], text: 'Opdivo' },
    };
    const { medicationCodeableConcept: _concept, ...order } = anOrder();
    for (const reference of ['Medication/x1', 'https://ehr.example/fhir/Medication/x1']) {
      expect(drugOf({ ...order, medicationReference: { reference } }, [medication])).toMatchObject({
        name: 'Opdivo',
        identity: { hcpcs: 'J9299' },
      });
    }
  });

  it('that only displays a name is known by that name', () => {
    const { medicationCodeableConcept: _concept, ...order } = anOrder();
    expect(drugOf({ ...order, medicationReference: { display: 'Opdivo 240 mg' } })?.identity).toMatchObject({
      hcpcs: 'J9299',
      by: 'text',
    });
    expect(drugOf({ ...order, medicationReference: { reference: 'Medication/absent' } })?.identity).toEqual({
      kind: 'unknown',
      name: 'drug without a name',
    });
  });

  it('of two drugs mixed in one bag is unknown', () => {
    const ingredient = ['J9271', 'J9299'].map((code) => ({
      itemCodeableConcept: { coding: [{ system: HCPCS, code }], text: code },
    }));
    const { medicationCodeableConcept: _concept, ...order } = anOrder();
    const mixed = {
      ...order,
      contained: [{ resourceType: 'Medication' as const, id: 'mix', ingredient }],
      medicationReference: { reference: '#mix' },
    };
    expect(drugOf(mixed)?.identity.kind).toBe('unknown');
  });

  it('carries the ICD-10-CM codes of its reasons', () => {
    const ICD = 'urn:oid:2.16.840.1.113883.6.90';
    const condition = {
      resourceType: 'Condition' as const,
      id: 'd1',
      subject: { reference: 'Patient/p1' },
      code: { coding: [{ system: ICD, code: 'C34.11' }] },
    };
    const order = anOrder({
      reasonReference: [{ reference: 'Condition/d1' }],
      reasonCode: [
        {
          coding: [
            { system: ICD, code: 'c34.90' },
            { system: 'http://snomed.info/sct', code: '1' },
          ],
        },
      ],
    });
    expect(drugOf(order, [condition])?.diagnoses).toEqual(['C34.90', 'C34.11']);
  });

  it.each([
    [{ extension: [{ url: 'urn:chairready:supply', valueCode: 'white-bag' }] }, 'white-bag'],
    [{ category: [{ text: 'White bagging' }] }, 'white-bag'],
    [{ category: [{ coding: [{ code: 'clinical-trial' }] }] }, 'trial'],
    [{ note: [{ text: 'payer forbids white bagging' }] }, 'unknown'],
    [{}, 'unknown'],
  ])('with %o is supplied as %s', (more, supply) => {
    expect(drugOf(anOrder(more))?.supply).toBe(supply);
  });
});
