import { describe, expect, it } from 'vitest';
import { readBundle } from '../../fhir/read-bundle.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { aBundle, aCoverage, anAppointment, anOrder, aPatient } from '../support/fhir-builders.ts';
import { options, problemsIn } from './reading.ts';

const bundleProblems = (json: unknown): readonly string[] => {
  const opened = readBundle(json);
  if (!opened.ok) return opened.problem.map(({ code, path }) => `${code} ${path}`);
  const read = readRecord(opened.value, options());
  return read.ok ? [] : read.problem.map(({ code, path }) => `${code} ${path}`);
};

describe('a broken record', () => {
  it('is refused when it is not an object', () => {
    expect(bundleProblems('{}')).toEqual(['not-an-object ']);
    expect(bundleProblems(null)).toEqual(['not-an-object ']);
    expect(bundleProblems([])).toEqual(['not-an-object ']);
  });

  it('is refused when it is no Bundle', () => {
    expect(bundleProblems(aPatient())).toEqual(['not-a-bundle resourceType']);
  });

  it('is refused when the Bundle has no type, or one that holds no record', () => {
    expect(bundleProblems({ resourceType: 'Bundle' })).toEqual(['missing-element type']);
    expect(bundleProblems({ resourceType: 'Bundle', type: 7 })).toEqual(['wrong-type type']);
    expect(bundleProblems({ resourceType: 'Bundle', type: 'history' })).toEqual(['unsupported-bundle-type type']);
  });

  it('names the entry that is no object and the one that has no resource', () => {
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: ['x', { fullUrl: 'urn:uuid:1' }] };
    expect(bundleProblems(bundle)).toEqual(['wrong-type entry[0]', 'missing-element entry[1].resource']);
  });

  it('names the resource without resourceType', () => {
    const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: { id: 'x' } }] };
    expect(bundleProblems(bundle)).toEqual(['missing-element entry[0].resource.resourceType']);
  });

  it('names the path of a start that is a number', () => {
    const wrong = { ...anAppointment(), start: 123 };
    const bundle = { ...aBundle([aPatient()]), entry: [{ resource: aPatient() }, { resource: wrong }] };
    expect(bundleProblems(bundle)).toEqual(['wrong-type entry[1].resource.start']);
  });

  it('names the path of a booked appointment without a start', () => {
    const { start: _start, end: _end, ...unbooked } = anAppointment();
    expect(bundleProblems(aBundle([aPatient(), unbooked]))).toEqual(['missing-element entry[1].resource.start']);
  });

  it.each([null, ''])('refuses a booked appointment whose start is %j', (start) => {
    const found = problemsIn([{ ...anAppointment(), start }]);
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(['missing-element [0].start']);
  });

  it('refuses a start that is no date instead of losing the visit', () => {
    const found = problemsIn([anAppointment({ start: 'next Tuesday' })]);
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(['unreadable-date [0].start']);
  });

  it('tells every fault at once, deep ones with their full path', () => {
    const order = {
      ...anOrder(),
      dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: '200', unit: 'mg' } }] }],
    };
    const bundle = {
      ...aBundle([]),
      entry: [
        { resource: aPatient() },
        {
          resource: {
            ...anAppointment(),
            basedOn: [{ reference: 5 }],
            supportingInformation: [{ reference: 'MedicationRequest/m1' }],
          },
        },
        { resource: order },
        { resource: { ...aCoverage(), period: { start: false } } },
      ],
    };
    expect([...bundleProblems(bundle)].sort()).toEqual([
      'wrong-type entry[1].resource.basedOn[0].reference',
      'wrong-type entry[2].resource.dosageInstruction[0].doseAndRate[0].doseQuantity.value',
      'wrong-type entry[3].resource.period.start',
    ]);
  });

  it('refuses two patients in one record', () => {
    const other = anAppointment({
      id: 'a2',
      participant: [{ status: 'accepted', actor: { reference: 'Patient/p2' } }],
    });
    const found = problemsIn([aPatient(), aPatient({ id: 'p2' }), anAppointment(), other]);
    expect(found.map(({ code }) => code)).toEqual(['several-patients']);
  });

  it('refuses visits that are all for somebody else instead of losing them', () => {
    const { id: _id, ...unnamed } = aPatient();
    expect(problemsIn([aPatient({ id: 'p2' }), anAppointment()]).map(({ code }) => code)).toEqual(['several-patients']);
    expect(problemsIn([unnamed, anAppointment()]).map(({ code }) => code)).toEqual(['several-patients']);
    expect(problemsIn([aPatient({ id: 'p2' }), anAppointment({ status: 'cancelled' })])).toEqual([]);
  });

  it('refuses Bundles nested without end', () => {
    let nested: unknown = aPatient();
    for (let depth = 0; depth < 12; depth += 1)
      nested = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: nested }] };
    expect(bundleProblems(nested).join()).toContain('nested-too-deep');
  });

  it('names the place of a hook draft', () => {
    const found = problemsIn([aPatient()], { draftVisits: [{ ...anAppointment(), status: 5 }] });
    expect(found.map(({ path }) => path)).toEqual(['draftVisits[0].status']);
  });

  it('puts nothing of the patient into its messages', () => {
    const found = problemsIn([
      { ...aPatient(), name: [{ family: 'Zyzzyva', given: 5 }], birthDate: 19600101 },
      anAppointment({ start: 'Zyzzyva' }),
    ]);
    expect(found.length).toBeGreaterThan(1);
    expect(JSON.stringify(found)).not.toMatch(/Zyzzyva|1960/);
  });
});

describe('a readable record', () => {
  it('gives the identifier of the Bundle as its id, and none where there is none', () => {
    const opened = readBundle(aBundle([aPatient()], { identifier: { value: 'b7' } }));
    expect(opened.ok && opened.value.id).toBe('b7');
    const { identifier: _identifier, ...without } = aBundle([]);
    const unnamed = readBundle(without);
    expect(unnamed.ok && unnamed.value.id).toBeUndefined();
  });

  it('opens search results inside the Bundle and ignores their outcomes', () => {
    const inner = {
      resourceType: 'Bundle',
      type: 'searchset',
      entry: [
        { resource: anAppointment() },
        { search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome', issue: [] } },
      ],
    };
    const opened = readBundle({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ resource: aPatient() }, { resource: inner }],
    });
    const read = opened.ok ? readRecord(opened.value, options()) : opened;
    expect(read.ok && read.value.visits.map(({ ref }) => ref)).toEqual(['Appointment/a1']);
  });

  it('reads one object where FHIR wants a list, as some servers send it', () => {
    const order = { ...anOrder(), category: { coding: [{ code: 'outpatient' }] } };
    expect(problemsIn([aPatient(), order])).toEqual([]);
  });
});
