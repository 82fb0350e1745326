import type { Extension, FhirResource } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../domain/kernel/rational.ts';
import type { Assertion } from '../support/fhir-builders.ts';
import { aCoverage, anAppointment, anOrder, coverageInformation, HCPCS, PATIENT } from '../support/fhir-builders.ts';
import { gapsOf, recordOf } from './reading.ts';

const onOrder = (parts: Assertion, others: readonly FhirResource[] = []) =>
  recordOf([anOrder({ extension: [coverageInformation(parts)] }), aCoverage(), ...others]);
const row = (parts: Assertion) => onOrder(parts).authorizations[0];
const need = (code: string): Assertion => ({ 'pa-needed': { valueCode: code } });
const satisfied: Assertion = { ...need('satisfied'), 'satisfied-pa-id': { valueString: 'PA-9' } };
const billing = (code: string, system = HCPCS): Assertion => ({ billingCode: { valueCoding: { system, code } } });
const detail = (code: string, value: Omit<Extension, 'url'>): Assertion => ({
  detail: {
    extension: [
      { url: 'code', valueCodeableConcept: { coding: [{ code }] } },
      { url: 'value', ...value },
    ],
  },
});

describe('coverage-information on an order', () => {
  it('satisfied with a number is the payer’s approval for that order', () => {
    expect(row({ ...satisfied, 'expiry-date': { valueDate: '2026-12-31' } })).toMatchObject({
      source: 'coverage-information',
      strength: 'payer-verified',
      decision: 'approved',
      number: 'PA-9',
      created: '2026-11-15',
      assertedUntil: '2026-12-31',
      orders: ['MedicationRequest/m1'],
      products: [],
      coverage: 'Coverage/c1',
      memberId: 'S-1001',
      payer: { names: ['Sunrise Health Plan'] },
    });
  });

  it('satisfied without a number, with a word in its place, or a number without satisfied decides nothing', () => {
    expect(row(need('satisfied'))?.decision).toBe('unreadable');
    expect(row({ ...satisfied, 'satisfied-pa-id': { valueString: 'N/A' } })?.decision).toBe('unreadable');
    expect(row({ ...need('auth-needed'), 'satisfied-pa-id': { valueString: 'PA-9' } })?.decision).toBe('unreadable');
  });

  it.each([
    ['no-auth', 'not-required'],
    ['noauth', 'not-required'],
    ['auth-needed', 'needed'],
    ['performpa', 'needed'],
    ['conditional', 'unreadable'],
    ['indeterminate', 'unreadable'],
    ['brand-new-code', 'unreadable'],
  ])('%s is %s', (code, decision) => {
    expect(row(need(code))?.decision).toBe(decision);
  });

  it('with a billing code is about that code and not about the order', () => {
    expect(row({ ...satisfied, ...billing('J9299') })).toMatchObject({ products: ['J9299'], orders: [] });
  });

  it('for a procedure code only says nothing about the drug', () => {
    const record = onOrder({ ...satisfied, ...billing('96413', 'http://www.ama-assn.org/go/cpt') });
    expect(record.authorizations).toEqual([]);
    expect(gapsOf(record)).toEqual(['MedicationRequest/m1.extension: a payer assertion for a procedure only']);
  });

  it('has its period and quantity in the details', () => {
    const inPeriod = row({
      ...satisfied,
      ...detail('allowed-period', { valuePeriod: { start: '2026-11-01', end: '2026-12-10' } }),
    });
    expect(inPeriod?.period).toEqual({ from: '2026-11-01', to: '2026-12-10' });
    const units = row({
      ...satisfied,
      ...detail('allowed-quantity', { valueQuantity: { value: 6, unit: 'visits' } }),
    })?.quantity;
    expect(units?.basis).toBe('visits');
    expect(units?.value === undefined ? '' : decimalText(units.value)).toBe('6');
    const bare = row({ ...satisfied, ...detail('allowed-quantity', { valueQuantity: { value: 6 } }) });
    expect(bare?.quantity).toEqual({ basis: 'unreadable' });
  });

  it('names what the payer still asks for', () => {
    const asked = row({
      ...need('conditional'),
      'info-needed': [{ valueCode: 'location' }],
      'doc-needed': { valueCode: 'clinical' },
      'doc-purpose': { valueCode: 'withpa' },
    });
    expect(asked?.asksFor).toEqual(['location', 'clinical documentation']);
  });

  it('not-covered is a question of coverage, not an authorization', () => {
    const record = onOrder({ covered: { valueCode: 'not-covered' } });
    expect(record.authorizations).toEqual([]);
    expect(gapsOf(record)).toEqual(['MedicationRequest/m1.extension: the payer says that this is not covered']);
  });

  it('that no active coverage was found is an eligibility answer', () => {
    const record = onOrder({
      covered: { valueCode: 'not-covered' },
      reason: { valueCodeableConcept: { coding: [{ code: 'no-active-coverage' }] } },
    });
    expect(record.eligibility).toEqual([
      { coverage: 'Coverage/c1', checkedOn: '2026-11-15', inForce: false, source: 'MedicationRequest/m1' },
    ]);
  });

  it('may repeat, each repetition its own row', () => {
    const twice = anOrder({
      extension: [
        coverageInformation({ ...satisfied, ...billing('J9271') }),
        coverageInformation({ ...need('no-auth'), ...billing('J9299') }),
      ],
    });
    expect(recordOf([twice]).authorizations.map(({ decision, products }) => `${decision} ${products.join()}`)).toEqual([
      'approved J9271',
      'not-required J9299',
    ]);
  });
});

describe('coverage-information elsewhere', () => {
  const extension = [coverageInformation(satisfied)];

  it('on the service request behind the visit speaks for the order that it names', () => {
    const service = {
      resourceType: 'ServiceRequest' as const,
      id: 's1',
      status: 'active' as const,
      intent: 'order' as const,
      subject: { reference: PATIENT },
      supportingInfo: [{ reference: 'MedicationRequest/m1' }],
      extension,
    };
    const record = recordOf([anOrder(), service, anAppointment({ basedOn: [{ reference: 'ServiceRequest/s1' }] })]);
    expect(record.authorizations).toMatchObject([{ raw: 'ServiceRequest/s1', orders: ['MedicationRequest/m1'] }]);
  });

  it('on the appointment speaks for the orders of that visit', () => {
    const record = recordOf([
      anOrder(),
      anAppointment({ extension, supportingInformation: [{ reference: 'MedicationRequest/m1' }] }),
    ]);
    expect(record.authorizations).toMatchObject([{ raw: 'Appointment/a1', orders: ['MedicationRequest/m1'] }]);
  });

  it('on an appointment without a drug says nothing', () => {
    const record = recordOf([anAppointment({ extension })]);
    expect(record.authorizations).toEqual([]);
    expect(gapsOf(record)).toEqual(['Appointment/a1.extension: a payer assertion that names no drug or order']);
  });

  it('on the encounter of the visit is found', () => {
    const encounter = {
      resourceType: 'Encounter' as const,
      id: 'n1',
      status: 'planned' as const,
      class: { code: 'AMB' },
      appointment: [{ reference: 'Appointment/a1' }],
      extension,
    };
    const record = recordOf([
      anOrder(),
      encounter,
      anAppointment({ supportingInformation: [{ reference: 'MedicationRequest/m1' }] }),
    ]);
    expect(record.authorizations).toMatchObject([{ raw: 'Encounter/n1', orders: ['MedicationRequest/m1'] }]);
  });
});
