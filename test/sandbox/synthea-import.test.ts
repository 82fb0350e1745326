import { describe, expect, it } from 'vitest';
import { createFhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { importSynthea } from '../../sandbox/screens-api/synthea-import.ts';
import { PATIENT_ID, SYNTHEA_SHAPED } from './fixtures/synthea-shaped.ts';

describe('importing a Synthea bundle', () => {
  it('stores what is there, lifts the coverage out of the benefits once, and reports what it left', () => {
    const store = createFhirStore();
    expect(importSynthea(store, SYNTHEA_SHAPED)).toEqual({
      patient: PATIENT_ID,
      stored: { Patient: 1, Encounter: 1, Claim: 1, MedicationRequest: 1, ExplanationOfBenefit: 2 },
      liftedCoverages: 1,
      skipped: [{ what: 'Basic (1)', reason: 'this record keeps no such resource' }],
    });
  });

  it('invents no payer, member, order or dose', () => {
    const store = createFhirStore();
    importSynthea(store, SYNTHEA_SHAPED);
    const [coverage] = store.all('Coverage');
    expect(coverage).toMatchObject({
      payor: [{ display: 'private' }],
      beneficiary: { reference: `Patient/${PATIENT_ID}` },
    });
    expect(coverage).not.toHaveProperty('subscriberId');
    expect(coverage).not.toHaveProperty('period');
    const [request] = store.all('MedicationRequest');
    expect(request).not.toHaveProperty('dosageInstruction');
    expect(request?.['status']).toBe('stopped');
  });

  it('leaves no reference to an entry of the bundle unresolved', () => {
    const store = createFhirStore();
    importSynthea(store, SYNTHEA_SHAPED);
    expect(JSON.stringify(store.all())).not.toContain('urn:uuid:');
    expect(store.search('MedicationRequest', new URLSearchParams({ patient: PATIENT_ID })).matches).toHaveLength(1);
  });

  it('taken twice, adds nothing', () => {
    const store = createFhirStore();
    importSynthea(store, SYNTHEA_SHAPED);
    const before = store.all().length;
    importSynthea(store, SYNTHEA_SHAPED);
    expect(store.all()).toHaveLength(before);
  });

  it('refuses what is no bundle, holds two patients or has an entry that is no resource, and stores nothing', () => {
    const store = createFhirStore();
    const [patient] = SYNTHEA_SHAPED.entry;
    const two = { ...SYNTHEA_SHAPED, entry: [patient, { resource: { resourceType: 'Patient', id: 'p2' } }] };
    const broken = { ...SYNTHEA_SHAPED, entry: [...SYNTHEA_SHAPED.entry, { resource: { resourceType: 7 } }] };
    for (const wrong of [null, [], { resourceType: 'Patient' }, two, broken])
      expect(() => importSynthea(store, wrong)).toThrow();
    expect(store.all()).toEqual([]);
  });
});
