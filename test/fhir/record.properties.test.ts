import fc from 'fast-check';
import type { FhirResource } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { readBundle } from '../../fhir/read-bundle.ts';
import { readRecord } from '../../fhir/read-record.ts';
import {
  aBundle,
  aClaim,
  aClaimResponse,
  aCoverage,
  aDose,
  anAdministration,
  anAppointment,
  anObservation,
  anOrder,
  aPatient,
  coverageInformation,
  every,
  HCPCS,
} from '../support/fhir-builders.ts';
import { options } from './reading.ts';
import { randomSuite } from '../support/random-suites.ts';

const ORDER = { reference: 'MedicationRequest/m1' };

const WHOLE: readonly FhirResource[] = [
  aPatient(),
  anOrder({
    dosageInstruction: [aDose(2, 'mg/kg', { timing: every(21) })],
    extension: [coverageInformation({ 'pa-needed': { valueCode: 'auth-needed' } })],
  }),
  anOrder({ id: 'm2', medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9045' }] } }),
  anAppointment({ supportingInformation: [ORDER] }),
  anAppointment({ id: 'a2', start: '2027-01-05T09:00:00-05:00' }),
  anAppointment({ id: 'a0', start: '2026-11-10T09:00:00-05:00', supportingInformation: [ORDER] }),
  aCoverage(),
  aCoverage({ id: 'c2', order: 2, payor: [{ display: 'Other' }] }),
  aClaim(),
  aClaimResponse(),
  anAdministration({ request: ORDER }),
  anObservation('29463-7', 82, 'kg'),
];

const read = (resources: readonly FhirResource[]): string => {
  const opened = readBundle(aBundle(resources));
  return exactJson.stringify(opened.ok ? readRecord(opened.value, options()) : opened);
};

const RUNS = randomSuite(10_000);

describe('a record', () => {
  it('reads the same whatever order its entries come in', () => {
    const expected = read(WHOLE);
    fc.assert(
      fc.property(fc.shuffledSubarray([...WHOLE], { minLength: WHOLE.length }), (shuffled) => {
        expect(read(shuffled)).toBe(expected);
      }),
      RUNS,
    );
  });

  it('reads the same beside resources that have nothing to do with it', () => {
    const expected = read(WHOLE);
    const stranger: FhirResource = {
      resourceType: 'Immunization',
      id: 'i1',
      status: 'completed',
      vaccineCode: {},
      patient: { reference: 'Patient/p1' },
      occurrenceDateTime: '2020',
    };
    expect(read([...WHOLE, stranger, anOrder({ id: 'm9', subject: { reference: 'Patient/p2' } })])).toBe(expected);
  });

  it('is read or refused with paths, never thrown at, whatever JSON stands in any place', () => {
    const places = WHOLE.flatMap((resource, position) => Object.keys(resource).map((name) => ({ position, name })));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), ({ position, name }, value) => {
        const broken = WHOLE.map((resource, at) => (at === position ? { ...resource, [name]: value } : resource));
        const opened = readBundle(JSON.parse(JSON.stringify(aBundle(broken))));
        const answer = opened.ok ? readRecord(opened.value, options()) : opened;
        if (!answer.ok) expect(answer.problem.every(({ path, message }) => path !== '' && message !== '')).toBe(true);
      }),
      { ...RUNS, numRuns: RUNS.numRuns * 4 },
    );
  });
});
