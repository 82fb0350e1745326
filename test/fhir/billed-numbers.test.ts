import type { Claim, ExplanationOfBenefit, FhirResource, MedicationDispense } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import {
  aClaim,
  aClaimResponse,
  aCoverage,
  anAdministration,
  anAppointment,
  anOrder,
  HCPCS,
  PATIENT,
} from '../support/fhir-builders.ts';
import { recordOf } from './reading.ts';

const M1 = { reference: 'MedicationRequest/m1' };

const aBill = (more: Partial<Claim> = {}): Claim => ({
  ...aClaim(),
  id: 'bill',
  use: 'claim',
  created: '2026-11-01',
  insurance: [{ sequence: 1, focal: true, coverage: { reference: 'Coverage/c1' }, preAuthRef: ['A12345678'] }],
  item: [
    { sequence: 1, productOrService: { coding: [{ system: HCPCS, code: 'J9271' }] } },
    { sequence: 2, productOrService: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '96413' }] } },
  ],
  ...more,
});

const rows = (resources: readonly FhirResource[]) =>
  recordOf([aCoverage(), anOrder(), anAppointment(), ...resources]).authorizations.filter(
    ({ source }) => source === 'claim',
  );

describe('an authorization number on a bill', () => {
  it('is recorded for its drug, without a period or a quantity that it does not tell', () => {
    expect(rows([aBill()])).toEqual([
      expect.objectContaining({
        number: 'A12345678',
        strength: 'recorded',
        products: ['J9271'],
        period: {},
        coverage: 'Coverage/c1',
        isPatients: true,
      }),
    ]);
    expect(rows([aBill()])[0]).not.toHaveProperty('quantity');
  });

  it.each([
    ['older than a year', { created: '2025-11-19' }],
    ['without a day', { created: '' }],
    ['cancelled', { status: 'cancelled' as const }],
    ['entered in error', { status: 'entered-in-error' as const }],
    ['a predetermination', { use: 'predetermination' as const }],
    [
      'for a procedure only',
      {
        item: [
          { sequence: 1, productOrService: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '96413' }] } },
        ],
      },
    ],
    ['with a word for a number', { insurance: [{ sequence: 1, focal: true, coverage: {}, preAuthRef: ['PENDING'] }] }],
    ['of another patient', { patient: { reference: 'Patient/p2' } }],
  ])('%s tells nothing', (_name, more) => {
    expect(rows([aBill(more)])).toEqual([]);
  });

  it('exactly 366 days old still counts', () => {
    expect(rows([aBill({ created: '2025-11-20' })])).toHaveLength(1);
  });
});

describe('a benefit explanation of an authorization', () => {
  const explained = (more: Partial<ExplanationOfBenefit> = {}): ExplanationOfBenefit => ({
    resourceType: 'ExplanationOfBenefit',
    id: 'e1',
    status: 'active',
    type: {},
    use: 'preauthorization',
    patient: { reference: PATIENT },
    created: '2026-10-01',
    insurer: { display: 'Sunrise Health Plan' },
    provider: {},
    outcome: 'complete',
    insurance: [{ focal: true, coverage: { reference: 'Coverage/c1' } }],
    preAuthRef: ['A1'],
    preAuthRefPeriod: [{ start: '2026-10-01', end: '2026-12-31' }],
    item: [{ sequence: 1, productOrService: { coding: [{ system: HCPCS, code: 'J9271' }] } }],
    ...more,
  });
  const of = (more: Partial<ExplanationOfBenefit>) => recordOf([explained(more)]).authorizations;

  it('with a period that was cut off has no end, so that it can never be valid', () => {
    expect(of({ preAuthRefPeriod: [{ start: '2026-10-01' }] })[0]?.period).toEqual({ from: '2026-10-01' });
    expect(of({ preAuthRefPeriod: [] })[0]?.period).toEqual({});
  });

  it.each(['cancelled', 'draft', 'entered-in-error'] as const)('that is %s does not exist', (status) => {
    expect(of({ status })).toEqual([]);
  });

  it('about a bill does not exist', () => {
    expect(of({ use: 'claim' })).toEqual([]);
  });
});

describe('a dispense of an order', () => {
  const dispensed = (more: Partial<MedicationDispense> = {}): MedicationDispense => ({
    resourceType: 'MedicationDispense',
    id: 'd1',
    status: 'completed',
    medicationCodeableConcept: { text: 'Keytruda' },
    subject: { reference: PATIENT },
    authorizingPrescription: [M1],
    whenHandedOver: '2026-11-20T10:00:00-05:00',
    ...more,
  });
  const arrivals = (...dispenses: readonly MedicationDispense[]) =>
    recordOf([
      anOrder(),
      anAppointment({ start: '2026-11-24T09:00:00-05:00', supportingInformation: [M1] }),
      anAppointment({ id: 'a2', supportingInformation: [M1] }),
      ...dispenses,
    ]).visits.map(({ drugs }) => drugs[0]?.arrival);

  it('that was handed over has arrived for the next visit, and for no later one', () => {
    expect(arrivals(dispensed())).toEqual([
      { state: 'received', on: '2026-11-20', source: 'MedicationDispense/d1' },
      undefined,
    ]);
  });

  it('on the day of the visit is for that visit, the day after for the next one', () => {
    expect(arrivals(dispensed({ whenHandedOver: '2026-11-24' })).map((one) => one?.on)).toEqual([
      '2026-11-24',
      undefined,
    ]);
    expect(arrivals(dispensed({ whenHandedOver: '2026-11-25' })).map((one) => one?.state)).toEqual([
      undefined,
      'expected',
    ]);
  });

  it('without a day of hand-over is expected, called off it does not come, and one that came beats one that did not', () => {
    const { whenHandedOver: _day, ...undated } = dispensed();
    expect(arrivals(undated)[0]?.state).toBe('expected');
    const declined = dispensed({ id: 'd2', status: 'declined' });
    expect(arrivals(declined)[0]?.state).toBe('not-coming');
    expect(arrivals(declined, dispensed())[0]?.state).toBe('received');
  });

  it('entered in error, or of another order, tells nothing', () => {
    expect(arrivals(dispensed({ status: 'entered-in-error' }))).toEqual([undefined, undefined]);
    expect(arrivals(dispensed({ authorizingPrescription: [{ reference: 'MedicationRequest/m9' }] }))).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('the place of a dose', () => {
  it('is that of the visit of its day, and unknown where there was none', () => {
    const office: FhirResource = {
      resourceType: 'Location',
      id: 'l1',
      type: [
        {
          coding: [
            {
              system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
              code: '11',
            },
          ],
        },
      ],
    };
    const visit = anAppointment({
      status: 'fulfilled',
      start: '2026-11-03T09:00:00-05:00',
      supportingInformation: [M1],
      participant: [
        { status: 'accepted', actor: { reference: PATIENT } },
        { status: 'accepted', actor: { reference: 'Location/l1' } },
      ],
    });
    const given = anAdministration({ request: M1 });
    expect(recordOf([anOrder(), office, visit, given]).priorUses[0]?.place).toEqual({
      placeOfService: '11',
      ref: 'Location/l1',
    });
    expect(recordOf([anOrder(), office, given]).priorUses[0]).not.toHaveProperty('place');
  });
});

describe('one number from a payer and on a bill', () => {
  it('stays the payer’s: the bill never leads', () => {
    const { authorizations } = recordOf([aCoverage(), aClaimResponse(), aBill()]);
    expect(authorizations.map(({ source }) => source).sort()).toEqual(['claim', 'claim-response']);
  });
});
