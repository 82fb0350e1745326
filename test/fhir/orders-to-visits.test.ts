import type { Appointment, FhirResource, MedicationRequest } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { aDose, anAdministration, anAppointment, anOrder, every, HCPCS, PATIENT } from '../support/fhir-builders.ts';
import { gapsOf, joins, recordOf } from './reading.ts';

const M1 = { reference: 'MedicationRequest/m1' };
const service = (more: object): FhirResource => ({
  resourceType: 'ServiceRequest',
  id: 's1',
  status: 'active',
  intent: 'order',
  subject: { reference: PATIENT },
  ...more,
});
const on = (id: string, day: string, more: Partial<Appointment> = {}): Appointment =>
  anAppointment({ id, start: `${day}T09:00:00-05:00`, ...more });
const timed = (
  timing: NonNullable<MedicationRequest['dosageInstruction']>[number]['timing'],
  more: Partial<MedicationRequest> = {},
) => anOrder({ dosageInstruction: [aDose(200, 'mg', timing === undefined ? {} : { timing })], ...more });
const december = { repeat: { boundsPeriod: { start: '2026-12-01', end: '2026-12-31' } } };

describe('an explicit reference joins an order to its visit', () => {
  const explicit = ['a1: m1 100 reference'];

  it.each<[string, readonly FhirResource[]]>([
    ['through supportingInformation', [anAppointment({ supportingInformation: [M1] })]],
    [
      'through basedOn and supportingInfo of a service request',
      [service({ supportingInfo: [M1] }), anAppointment({ basedOn: [{ reference: 'ServiceRequest/s1' }] })],
    ],
    [
      'through basedOn and basedOn of a service request',
      [service({ basedOn: [M1] }), anAppointment({ basedOn: [{ reference: 'ServiceRequest/s1' }] })],
    ],
    [
      'through the alternate-reference extension',
      [
        anAppointment({
          basedOn: [
            { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/alternate-reference', valueReference: M1 }] },
          ],
        }),
      ],
    ],
    [
      'by an absolute address',
      [
        anAppointment({
          supportingInformation: [{ reference: 'https://ehr.example/fhir/MedicationRequest/m1/_history/2' }],
        }),
      ],
    ],
  ])('%s', (_how, resources) => {
    expect(joins(recordOf([anOrder(), ...resources]))).toEqual(explicit);
  });

  it('through the basedOn of the order itself', () => {
    const order = anOrder({ basedOn: [{ reference: 'ServiceRequest/s1' }] });
    expect(
      joins(recordOf([order, service({}), anAppointment({ basedOn: [{ reference: 'ServiceRequest/s1' }] })])),
    ).toEqual(explicit);
  });

  it('even to a drug that nobody knows, which is shown as unknown', () => {
    const order = anOrder({ medicationCodeableConcept: { text: 'CHEMO INFUSION per protocol' } });
    const record = recordOf([order, anAppointment({ supportingInformation: [M1] })]);
    expect(record.visits[0]?.drugs[0]?.identity).toEqual({ kind: 'unknown', name: 'CHEMO INFUSION per protocol' });
  });

  it.each([
    { doNotPerform: true },
    { reportedBoolean: true },
    { intent: 'proposal' as const },
    { status: 'stopped' as const },
    { status: 'cancelled' as const },
    { status: 'entered-in-error' as const },
    { status: 'completed' as const },
  ])('but never to an order with %o', (more) => {
    const record = recordOf([anOrder(more), anAppointment({ supportingInformation: [M1] })]);
    expect(record.visits[0]?.drugs).toEqual([]);
    expect(record.unlinked).toEqual([]);
  });

  it('to an order of unknown status, with a gap', () => {
    const record = recordOf([anOrder({ status: 'unknown' }), anAppointment({ supportingInformation: [M1] })]);
    expect(joins(record)).toEqual(explicit);
    expect(gapsOf(record)).toEqual(['MedicationRequest/m1.status: an order whose status is missing or unknown']);
  });
});

describe('without a reference the score joins', () => {
  it('25 points are not enough: the drug is unlinked and the visit has none', () => {
    const record = recordOf([anOrder(), anAppointment()]);
    expect(joins(record)).toEqual(['a1: ']);
    expect(record.unlinked).toEqual(['MedicationRequest/m1']);
  });

  it('45 points, from an active infusion order and the name of the visit, are probable', () => {
    expect(joins(recordOf([anOrder(), anAppointment({ description: 'Keytruda infusion' })]))).toEqual([
      'a1: m1 45 score',
    ]);
    expect(joins(recordOf([anOrder(), anAppointment({ serviceType: [{ text: 'Pembrolizumab 30 min' }] })]))).toEqual([
      'a1: m1 45 score',
    ]);
    expect(joins(recordOf([anOrder(), anAppointment({ description: 'Infusion chair 30 min' })]))).toEqual(['a1: ']);
  });

  it('65 points, where the bounds of the order cover the local day', () => {
    expect(joins(recordOf([timed(december), on('a1', '2026-12-31')]))).toEqual(['a1: m1 65 score']);
    expect(joins(recordOf([timed(december), on('a1', '2027-01-01')]))).toEqual(['a1: ']);
  });

  it('85 points, where the visit is also called after the drug', () => {
    expect(joins(recordOf([timed({ event: ['2026-12-15'] }), anAppointment({ description: 'Keytruda' })]))).toEqual([
      'a1: m1 85 score',
    ]);
  });

  it('105 points, where the encounter of the visit is that of the order', () => {
    const encounter: FhirResource = {
      resourceType: 'Encounter',
      id: 'n1',
      status: 'planned',
      class: { code: 'AMB' },
      appointment: [{ reference: 'Appointment/a1' }],
    };
    expect(
      joins(recordOf([anOrder({ encounter: { reference: 'Encounter/n1' } }), encounter, anAppointment()])),
    ).toEqual(['a1: m1 105 score']);
  });

  it('45 points, one interval after the last dose, give or take three days', () => {
    const given = anAdministration({ request: M1, effectiveDateTime: '2026-11-20' });
    const order = timed(every(21));
    const joined = (day: string) => recordOf([order, given, on('a1', day)]).visits[0]?.drugs[0]?.projected;
    expect(joined('2026-12-08')).toBe(false);
    expect(joined('2026-12-14')).toBe(false);
    expect(joined('2026-12-15')).toBeUndefined();
  });

  it('an order older than a year that was never given loses 40 points', () => {
    const old = (authoredOn: string) => joins(recordOf([timed(december, { authoredOn }), anAppointment()]));
    expect(old('2025-11-21')).toEqual(['a1: m1 65 score']);
    expect(old('2025-11-20')).toEqual(['a1: ']);
  });

  it('a planned treatment day within a day gives 40 points', () => {
    const plan = (day: string): FhirResource => ({
      resourceType: 'RequestGroup',
      id: 'g1',
      status: 'active',
      intent: 'plan',
      subject: { reference: PATIENT },
      action: [{ action: [{ resource: M1, timingDateTime: day }] }],
    });
    expect(joins(recordOf([anOrder(), plan('2026-12-16'), anAppointment()]))).toEqual(['a1: m1 65 score']);
    expect(joins(recordOf([anOrder(), plan('2026-12-17'), anAppointment()]))).toEqual(['a1: ']);
  });

  it('a home medicine never becomes an infusion, by its name, its route or its bounds', () => {
    const oral = { coding: [{ system: 'http://snomed.info/sct', code: '26643006' }] };
    const tablets = timed(december, { medicationCodeableConcept: { text: 'ondansetron 8 mg tablet' } });
    const unknown = timed(december, { medicationCodeableConcept: { text: 'lisinopril' } });
    const swallowed = anOrder({ dosageInstruction: [aDose(200, 'mg', { timing: december, route: oral })] });
    for (const order of [tablets, unknown, swallowed]) {
      const record = recordOf([order, anAppointment()]);
      expect(record.visits[0]?.drugs).toEqual([]);
      expect(record.unlinked).toEqual([]);
    }
  });

  it('an order that one visit names does not stray onto another that names its own', () => {
    const second = timed(december, {
      id: 'm2',
      medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9299' }] },
    });
    const record = recordOf([
      timed(december),
      second,
      on('a1', '2026-12-08', { supportingInformation: [M1] }),
      on('a2', '2026-12-09', { supportingInformation: [{ reference: 'MedicationRequest/m2' }] }),
    ]);
    expect(joins(record)).toEqual(['a1: m1 100 reference', 'a2: m2 100 reference']);
  });

  it('several drugs of one visit are all joined', () => {
    const carboplatin = timed(december, {
      id: 'm2',
      medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9045' }] },
    });
    expect(joins(recordOf([timed(december), carboplatin, anAppointment()]))).toEqual(['a1: m1 65 score, m2 65 score']);
  });
});

describe('one drug ordered twice', () => {
  it('counts once: the latest active order', () => {
    const later = timed(december, { id: 'm2', authoredOn: '2026-11-10' });
    const record = recordOf([timed(december), later, anAppointment()]);
    expect(joins(record)).toEqual(['a1: m2 65 score']);
    expect(record.unlinked).toEqual([]);
  });

  it('counts once: the one that replaces the other', () => {
    const later = timed(december, { id: 'm2', authoredOn: '2026-11-01', priorPrescription: M1 });
    expect(joins(recordOf([timed(december), later, anAppointment()]))).toEqual(['a1: m2 65 score']);
  });

  it('on one day in two doses is given twice: a bolus and a long infusion', () => {
    const bolus = timed(december);
    const long = anOrder({ id: 'm2', dosageInstruction: [aDose(2400, 'mg', { timing: december })] });
    expect(joins(recordOf([bolus, long, anAppointment()]))).toEqual(['a1: m1 65 score, m2 65 score']);
  });
});

describe('later visits take the last signed drug', () => {
  const signed = timed(every(21));
  const first = on('a1', '2026-12-01', { supportingInformation: [M1] });
  const second = (day: string, more: Partial<Appointment> = {}) =>
    joins(recordOf([signed, first, on('a2', day, more)]))[1];

  it('on the interval, give or take three days, as projected', () => {
    expect(second('2026-12-22')).toBe('a2: m1 100 reference projected');
    expect(second('2026-12-25')).toBe('a2: m1 100 reference projected');
    expect(second('2026-12-26')).toBe('a2: ');
    expect(second('2026-12-18')).toBe('a2: ');
    expect(second('2026-12-19')).toBe('a2: m1 100 reference projected');
  });

  it('over a whole series, and after a skipped cycle', () => {
    const days = ['2026-12-22', '2027-01-12', '2027-02-23'];
    const record = recordOf([signed, first, ...days.map((day, index) => on(`b${String(index)}`, day))]);
    expect(record.visits.map(({ drugs }) => drugs[0]?.projected)).toEqual([false, true, true, true]);
  });

  it('but not where the record calls the visit something else', () => {
    expect(second('2026-12-22', { description: 'Follow-up with dermatology' })).toBe('a2: ');
  });

  it('from the last dose given when nothing is booked for it any more', () => {
    const given = anAdministration({ request: M1, effectiveDateTime: '2026-11-10' });
    const record = recordOf([signed, given, on('a1', '2026-12-01'), on('a2', '2026-12-22')]);
    expect(joins(record)).toEqual(['a1: m1 45 score', 'a2: m1 45 score projected']);
  });

  it('by the code that is in force on their own day', () => {
    const order = timed(every(21), { medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9190' }] } });
    const record = recordOf([order, on('a1', '2026-09-20', { supportingInformation: [M1] }), on('a2', '2026-10-11')], {
      today: '2026-09-01' as never,
    });
    expect(
      record.visits.map(({ drugs }) => (drugs[0]?.identity.kind === 'known' ? drugs[0].identity.hcpcs : '')),
    ).toEqual(['J9190', 'J9192']);
  });
});

describe('appointments', () => {
  it.each(['cancelled', 'noshow', 'entered-in-error', 'fulfilled'] as const)('that are %s are no visits', (status) => {
    expect(recordOf([anAppointment({ status })]).visits).toEqual([]);
  });

  it('of unknown status are noted', () => {
    const record = recordOf([{ ...anAppointment(), status: 'postponed' } as never]);
    expect(record.visits).toEqual([]);
    expect(gapsOf(record)).toEqual(['Appointment/a1.status: an appointment whose status is missing or unknown']);
  });

  it('of somebody else are left out', () => {
    const participant = [{ status: 'accepted' as const, actor: { reference: 'Patient/p2' } }];
    const asked = { patient: 'Patient/p1' };
    expect(recordOf([anAppointment({ participant })], asked).visits).toEqual([]);
    const both = recordOf([anAppointment({ participant }), on('a2', '2026-12-15')]);
    expect(both.visits.map(({ ref }) => ref)).toEqual(['Appointment/a2']);
  });

  it('come by date then id', () => {
    const record = recordOf([on('z', '2026-12-01'), on('b', '2026-12-15'), on('a', '2026-12-15')]);
    expect(record.visits.map(({ ref }) => ref)).toEqual(['Appointment/z', 'Appointment/a', 'Appointment/b']);
  });

  it('with one id and two slots are two, in the same slot one', () => {
    const twice = recordOf([on('a1', '2026-12-01'), on('a1', '2026-12-22')]);
    expect(twice.visits.map(({ ref }) => ref)).toEqual(['Appointment/a1', 'Appointment/a1#1']);
    expect(recordOf([on('a1', '2026-12-01'), on('a1', '2026-12-01')]).visits).toHaveLength(1);
  });

  it('proposed in a hook stand by their position and above the stored version', () => {
    const { id: _id, ...draft } = anAppointment({ status: 'proposed' });
    const record = recordOf([on('a1', '2026-12-01')], { draftVisits: [draft, on('a1', '2026-12-08')] });
    expect(record.visits.map(({ ref, date }) => `${ref} ${date}`)).toEqual([
      'Appointment/a1 2026-12-08',
      'Appointment/#1 2026-12-15',
    ]);
  });

  it('take an order that is being written now', () => {
    const record = recordOf([anAppointment()], { contextOrders: [anOrder({ status: 'draft' })] });
    expect(joins(record)).toEqual(['a1: m1 80 context']);
  });
});
