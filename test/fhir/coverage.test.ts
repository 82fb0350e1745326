import { describe, expect, it } from 'vitest';
import { aCoverage, anAppointment, PATIENT } from '../support/fhir-builders.ts';
import { gapsOf, recordOf } from './reading.ts';

const SOPT = 'https://nahdo.org/sopt';
const coverage = (more: Parameters<typeof aCoverage>[0]) => recordOf([aCoverage(more)]).coverages[0];

describe('a coverage', () => {
  it('has its member id from subscriberId, else from the identifier of type MB', () => {
    const mb = { type: { coding: [{ code: 'MB' }] }, value: 'M-7' };
    expect(coverage({ identifier: [mb] })?.memberId).toBe('S-1001');
    const { subscriberId: _subscriberId, ...without } = aCoverage({ identifier: [{ value: 'x' }, mb] });
    expect(recordOf([without]).coverages[0]?.memberId).toBe('M-7');
  });

  it('names its payer by a display alone', () => {
    expect(coverage({})?.payer).toEqual({ identifiers: [], names: ['Sunrise Health Plan'] });
  });

  it('names its payer by the Organization: name, alias and identifiers', () => {
    const record = recordOf([
      aCoverage({ payor: [{ reference: 'https://ehr.example/fhir/Organization/o1' }] }),
      {
        resourceType: 'Organization',
        id: 'o1',
        name: 'Sunrise',
        alias: ['SHP'],
        identifier: [{ system: 'urn:payer', value: '77' }],
      },
    ]);
    expect(record.coverages[0]?.payer).toEqual({
      ref: 'Organization/o1',
      identifiers: ['urn:payer|77'],
      names: ['Sunrise', 'SHP'],
    });
  });

  it('that only the patient pays has no payer, and says so', () => {
    const record = recordOf([aCoverage({ payor: [{ reference: PATIENT }] })]);
    expect(record.coverages[0]?.payer).toBeUndefined();
    expect(gapsOf(record)).toEqual(['Coverage/c1.payor: a payer that is a person or unnamed']);
  });

  it.each([
    ['121', 'medicare-ffs'],
    ['111', 'medicare-advantage'],
    ['112', 'medicare-advantage'],
    ['211', 'medicaid-managed'],
    ['22', 'medicaid-ffs'],
    ['512', 'commercial'],
    ['1', undefined],
    ['12', undefined],
    ['122', undefined],
    ['2', undefined],
  ])('of type %s is %s', (code, product) => {
    expect(coverage({ type: { coding: [{ system: SOPT, code }] } })?.product).toBe(product);
  });

  it('is not Medicare fee-for-service because it is called Medicare', () => {
    expect(coverage({ type: { text: 'Medicare' } })?.product).toBeUndefined();
  });

  it('without a period is unknown, with an open end open, with a garbled end unknown and noted', () => {
    const { period: _period, ...without } = aCoverage();
    expect(recordOf([without]).coverages[0]?.period).toBeUndefined();
    expect(coverage({ period: {} })?.period).toBeUndefined();
    expect(coverage({ period: { start: '2026-01-01' } })?.period).toEqual({ from: '2026-01-01' });
    const garbled = recordOf([aCoverage({ period: { start: '2026-01-01', end: 'end of year' } })]);
    expect(garbled.coverages[0]?.period).toBeUndefined();
    expect(gapsOf(garbled)).toEqual(['Coverage/c1.period: a period whose dates cannot be read']);
  });

  it('tells its plan from the plan class before the group', () => {
    const group = { type: { coding: [{ code: 'group' }] }, value: 'G1' };
    const plan = { type: { coding: [{ code: 'plan' }] }, value: 'P1' };
    expect(coverage({ class: [group, plan] })?.plan).toBe('P1');
    expect(coverage({ class: [group] })?.plan).toBe('G1');
  });

  it('entered in error does not exist, and neither does one of somebody else', () => {
    expect(recordOf([aCoverage({ status: 'entered-in-error' })]).coverages).toEqual([]);
    expect(recordOf([aCoverage({ beneficiary: { reference: 'Patient/p2' } })]).coverages).toEqual([]);
  });
});

describe('an eligibility answer', () => {
  const check = {
    resourceType: 'CoverageEligibilityResponse' as const,
    id: 'e1',
    status: 'active' as const,
    purpose: ['validation' as const],
    patient: { reference: PATIENT },
    created: '2026-11-20T23:30:00-05:00',
    request: { display: 'x' },
    outcome: 'complete' as const,
    insurer: { display: 'Sunrise Health Plan' },
    insurance: [{ coverage: { reference: 'Coverage/c1' }, inforce: false, benefitPeriod: { end: '2026-11-30' } }],
  };

  it('is dated by created on its local day and tells whether the coverage is in force', () => {
    expect(recordOf([aCoverage(), check]).eligibility).toEqual([
      {
        coverage: 'Coverage/c1',
        payer: { identifiers: [], names: ['Sunrise Health Plan'] },
        memberId: 'S-1001',
        checkedOn: '2026-11-20',
        active: { to: '2026-11-30' },
        inForce: false,
        source: 'CoverageEligibilityResponse/e1',
      },
    ]);
  });

  it('that is an error is no check', () => {
    const record = recordOf([{ ...check, outcome: 'error' }]);
    expect(record.eligibility).toEqual([]);
    expect(record.gaps).toHaveLength(1);
  });

  it('makes eligibility a source that this site supplies', () => {
    expect(recordOf([check]).supplies.eligibilityChecks).toBe(true);
    expect(recordOf([]).supplies.eligibilityChecks).toBe(false);
    expect(recordOf([], { supplies: { eligibilityChecks: true } }).supplies.eligibilityChecks).toBe(true);
  });
});

describe('the site and people of a visit', () => {
  it('are read from the participants, their types and organizations', () => {
    const POS = 'urn:oid:2.16.840.1.113883.15.5';
    const NPI = 'http://hl7.org/fhir/sid/us-npi';
    const actors = [PATIENT, 'Location/l1', 'PractitionerRole/r1'].map((reference) => ({
      status: 'accepted' as const,
      actor: { reference },
    }));
    const record = recordOf([
      anAppointment({ participant: [...actors, { status: 'accepted', actor: { display: 'Chair 4' } }] }),
      {
        resourceType: 'Location',
        id: 'l1',
        name: 'Infusion',
        type: [{ coding: [{ system: POS, code: '11' }] }],
        managingOrganization: { reference: 'Organization/o1' },
      },
      { resourceType: 'Organization', id: 'o1', identifier: [{ system: NPI, value: '1999999984' }] },
      { resourceType: 'PractitionerRole', id: 'r1', practitioner: { reference: 'Practitioner/n1' } },
      { resourceType: 'Practitioner', id: 'n1', identifier: [{ system: NPI, value: '1234567893' }] },
    ]);
    expect(record.visits[0]).toMatchObject({
      site: { location: 'Location/l1', name: 'Infusion', placeOfService: '11', npi: '1999999984' },
      providers: [{ ref: 'PractitionerRole/r1', npi: '1234567893' }],
    });
  });
});

describe('the chair and the end of a visit', () => {
  const seated = (actor: object, more: object = {}, ...resources: Parameters<typeof recordOf>[0]) => {
    const participant = [{ reference: 'Patient/p1' }, { reference: 'Location/l1', display: 'Infusion' }, actor].map(
      (one) => ({ status: 'accepted' as const, actor: one }),
    );
    const { chair, end } = recordOf([anAppointment({ participant, ...more }), ...resources]).visits[0] ?? {};
    return { chair, end };
  };
  const location = (more: object) => ({ resourceType: 'Location' as const, id: 'l2', name: 'Nook', ...more });
  const bed = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/location-physical-type', code: 'bd' }] };

  it.each([
    ['a place that is called a chair', { reference: 'Location/l2', display: 'Chair 4' }, undefined, 'Chair 4'],
    ['a device that is called a bed', { reference: 'Device/d1', display: 'Bed 2' }, undefined, 'Bed 2'],
    ['a place that says it is a bed', { reference: 'Location/l2' }, location({ physicalType: bed }), 'Nook'],
    [
      'a part of the place of the visit',
      { reference: 'Location/l2', display: 'Window seat' },
      location({ partOf: { reference: 'Location/l1' } }),
      'Window seat',
    ],
    ['no pump', { reference: 'Device/d1', display: 'Pump 7' }, undefined, undefined],
    ['no other building', { reference: 'Location/l2', display: 'Laboratory' }, location({}), undefined],
    ['no bare reference', { reference: 'Location/chair-4' }, undefined, undefined],
  ])('is read from %s', (_name, actor, resource, chair) => {
    expect(seated(actor, {}, ...(resource === undefined ? [] : [resource])).chair).toBe(chair);
  });

  it('is as written, else so many minutes after the start, else not known; a fault in it refuses nothing', () => {
    const chair = { reference: 'Location/l2', display: 'Chair 4' };
    const [start, end] = ['2026-12-15T09:00:00-05:00', '2026-12-15T11:00:00-05:00'];
    expect(seated(chair, { start, end, minutesDuration: 30 }).end).toBe(end);
    expect(seated(chair, { start, end: undefined, minutesDuration: 90 }).end).toBe('2026-12-15T15:30:00.000Z');
    expect(seated(chair, { start, end: undefined, minutesDuration: undefined }).end).toBeUndefined();
    expect(seated(chair, { start, end: 11 }).end).toBeUndefined();
  });
});
