import type { FhirResource } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import type { PriorUse } from '../../domain/visit/snapshot.ts';
import { anAdministration, anAppointment, anOrder, every, aDose } from '../support/fhir-builders.ts';
import { doseText, recordOf } from './reading.ts';

const M1 = { reference: 'MedicationRequest/m1' };
const text = ({ ref, date, hcpcs, basis, used }: PriorUse): string =>
  [ref.split('/')[1], date, hcpcs, basis, used.kind === 'dose' ? doseText(used.dose) : 'units'].join(' ');
const uses = (resources: readonly FhirResource[]): readonly string[] => recordOf(resources).priorUses.map(text);
const earlier = (more: Parameters<typeof anAppointment>[0] = {}) =>
  anAppointment({ start: '2026-11-10T09:00:00-05:00', supportingInformation: [M1], ...more });

describe('doses given', () => {
  it('are added up for one drug and day', () => {
    const bags = [
      anAdministration({ id: 'g1', request: M1 }),
      anAdministration({ id: 'g2', request: M1, dosage: { dose: { value: 50, unit: 'mg' } } }),
    ];
    expect(uses([anOrder(), ...bags])).toEqual(['g1 2026-11-03 J9271 administered 250 mg']);
  });

  it('tell their lots, where the product of an administration has one, with its package', () => {
    const lotted = (id: string, lot: string, date: string) => {
      const { medicationCodeableConcept: _concept, ...given } = anAdministration({ id, request: M1 });
      const code = { coding: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '00006-3026-02' }], text: 'Keytruda' };
      const vial = { resourceType: 'Medication' as const, id: 'vial', code, batch: { lotNumber: lot } };
      return { ...given, effectiveDateTime: date, contained: [vial], medicationReference: { reference: '#vial' } };
    };
    const [then, now] = ['2026-11-03T09:00:00-05:00', '2026-12-15T09:00:00-05:00'];
    const given = [lotted('g1', ' A7 ', then), lotted('g2', 'A7', then), lotted('g3', 'B8', now)];
    const visit = anAppointment({ start: now, supportingInformation: [M1] });
    const { priorUses, visits } = recordOf([anOrder(), visit, ...given]);
    expect(priorUses[0]?.lots).toEqual([{ lot: 'A7', ndc: '00006302602' }]);
    expect(visits[0]?.drugs[0]?.lots).toEqual([{ lot: 'B8', ndc: '00006302602' }]);
    expect(recordOf([anOrder(), visit, lotted('g1', 'x'.repeat(41), then)]).priorUses[0]).not.toHaveProperty('lots');
  });

  it('do not count when entered in error or not done', () => {
    expect(
      uses([anAdministration({ status: 'entered-in-error' }), anAdministration({ id: 'g2', status: 'not-done' })]),
    ).toEqual([]);
  });

  it('lie on the local day of their start', () => {
    expect(uses([anAdministration({ effectiveDateTime: '2026-11-04T03:30:00Z' })])).toEqual([
      'g1 2026-11-03 J9271 administered 200 mg',
    ]);
  });

  it('without a charted amount count as ordered and say so; without an order they are unknown', () => {
    const { dosage: _dosage, ...uncharted } = anAdministration({ request: M1 });
    expect(uses([anOrder(), uncharted])).toEqual(['g1 2026-11-03 J9271 administered 200 mg']);
    expect(recordOf([anOrder(), uncharted]).priorUses[0]?.used).toMatchObject({
      dose: { caution: 'no amount is charted; the ordered dose is counted' },
    });
    expect(uses([uncharted])).toEqual(['g1 2026-11-03 J9271 administered unknown: administered amount']);
  });

  it('in mL without a strength are unknown, not zero', () => {
    expect(uses([anAdministration({ dosage: { dose: { value: 250, unit: 'mL' } } })])).toEqual([
      'g1 2026-11-03 J9271 administered unknown: concentration',
    ]);
  });

  it('of home medicines are none of ours', () => {
    expect(uses([anAdministration({ medicationCodeableConcept: { text: 'ondansetron tablet' } })])).toEqual([]);
  });
});

describe('an earlier visit without a recorded administration', () => {
  it.each(['booked', 'fulfilled', 'arrived'] as const)('that is %s counts as used at the planned dose', (status) => {
    expect(uses([anOrder(), earlier({ status })])).toEqual(['a1 2026-11-10 J9271 presumed-from-booking 200 mg']);
  });

  it.each(['cancelled', 'noshow', 'proposed', 'waitlist'] as const)('that is %s does not', (status) => {
    expect(uses([anOrder(), earlier({ status })])).toEqual([]);
  });

  it('does not count twice when the dose is charted on that day', () => {
    const given = anAdministration({ request: M1, effectiveDateTime: '2026-11-10T11:00:00-05:00' });
    expect(uses([anOrder(), earlier(), given])).toEqual(['g1 2026-11-10 J9271 administered 200 mg']);
  });

  it('does not count when the chart says that it was not given', () => {
    const held = anAdministration({ status: 'not-done', request: M1, effectiveDateTime: '2026-11-10T11:00:00-05:00' });
    expect(uses([anOrder(), earlier(), held])).toEqual([]);
  });

  it('takes its drug from an order completed since, or carried forward from the visit before', () => {
    const order = anOrder({
      status: 'completed',
      authoredOn: '2026-09-01',
      dosageInstruction: [aDose(200, 'mg', { timing: every(21) })],
    });
    const second = anAppointment({ id: 'a2', start: '2026-11-19T09:00:00-05:00' });
    expect(uses([order, earlier({ start: '2026-10-29T09:00:00-05:00' }), second])).toEqual([
      'a1 2026-10-29 J9271 presumed-from-booking 200 mg',
      'a2 2026-11-19 J9271 presumed-from-booking 200 mg',
    ]);
  });
});

describe('today', () => {
  const today = anAppointment({ start: '2026-11-21T09:00:00-05:00', status: 'arrived', supportingInformation: [M1] });

  it('an open visit uses its planned dose itself, charted or not', () => {
    expect(uses([anOrder(), today])).toEqual([]);
    expect(
      uses([anOrder(), today, anAdministration({ request: M1, effectiveDateTime: '2026-11-21T10:00:00-05:00' })]),
    ).toEqual([]);
  });

  it('a fulfilled visit is history', () => {
    const record = recordOf([anOrder(), { ...today, status: 'fulfilled' }]);
    expect(record.visits).toEqual([]);
    expect(record.priorUses.map(text)).toEqual(['a1 2026-11-21 J9271 presumed-from-booking 200 mg']);
  });
});
