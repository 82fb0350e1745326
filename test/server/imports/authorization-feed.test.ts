import { describe, expect, it } from 'vitest';
import { rational } from '../../../domain/kernel/rational.ts';
import { feedRow } from '../../../server/imports/authorization-feed.ts';

const APPROVED = {
  payer: 'Sunrise Health Plan',
  member_id: 'M1',
  patient: 'Patient/p1',
  number: 'A12345678',
  status: 'approved',
  hcpcs: 'J9271',
  icd10: 'C34.90',
  units: '1600',
  from: '2026-07-01',
  to: '2026-12-31',
};

function read(changed: Readonly<Record<string, string>>) {
  const cells: Readonly<Record<string, string>> = { ...APPROVED, ...changed };
  return feedRow({ row: 2, cell: (column) => cells[column] ?? '' }, 'import/7#2');
}

function evidenceOf(changed: Readonly<Record<string, string>> = {}) {
  const row = read(changed);
  if (!row.ok) throw new Error(row.problem);
  return row.value.evidence;
}

const reasonOf = (changed: Readonly<Record<string, string>>) => {
  const row = read(changed);
  return row.ok ? undefined : row.problem;
};

describe('A row of the authorization feed', () => {
  it('becomes recorded evidence that names its row', () => {
    expect(evidenceOf()).toEqual({
      id: 'import/7#2',
      raw: 'import/7#2',
      source: 'feed',
      strength: 'recorded',
      decision: 'approved',
      decisionCode: 'approved',
      number: 'A12345678',
      memberId: 'M1',
      payer: { identifiers: [], names: ['Sunrise Health Plan'] },
      products: ['J9271'],
      diagnoses: ['C34.90'],
      quantity: { basis: 'units', value: rational(1600) },
      period: { from: '2026-07-01', to: '2026-12-31' },
      orders: [],
      reasons: [],
      asksFor: [],
    });
  });

  it.each([
    ['approved', 'approved'],
    ['partial', 'approved-in-part'],
    ['denied', 'denied'],
    ['pending', 'pended'],
    ['cancelled', 'void'],
    ['Approved', 'approved'],
  ])('with status %s says %s', (status, decision) => {
    expect(evidenceOf({ status }).decision).toBe(decision);
  });

  it('reads every further column exactly', () => {
    const evidence = evidenceOf({
      payer: 'urn:payers|P7',
      hcpcs: 'J9271|J9299',
      icd10: 'C34.90|c3411',
      units_per_dose: '133.33',
      interval_days: '21',
      requested_units: '2000',
      weight_kg: '70.5',
      place_of_service: '11',
      site_npi: '1234567890',
      provider_npi: '1098765432',
      issued: '2026-06-28',
      requested_at: '2026-06-20T09:30:00-05:00',
      decided_at: '2026-06-27',
    });
    expect(evidence).toMatchObject({
      payer: { identifiers: ['urn:payers|P7'], names: [] },
      products: ['J9271', 'J9299'],
      diagnoses: ['C34.90', 'C34.11'],
      unitsPerDose: rational(13333, 100),
      intervalDays: 21,
      requested: { units: rational(2000) },
      weightKg: rational(141, 2),
      place: { placeOfService: '11', npi: '1234567890' },
      provider: { npi: '1098765432' },
      created: '2026-06-28',
      submittedOn: '2026-06-20',
      decidedOn: '2026-06-27',
    });
  });

  it('was made when it was issued, else decided, else asked for, to the instant where one is given', () => {
    expect(evidenceOf({ decided_at: '2026-06-27', requested_at: '2026-06-20' }).created).toBe('2026-06-27');
    expect(evidenceOf({ requested_at: '2026-06-20T23:30:00-05:00' })).toMatchObject({
      created: '2026-06-20',
      createdAt: '2026-06-21T04:30:00.000Z',
    });
    expect(evidenceOf()).not.toHaveProperty('created');
  });

  it('counts visits as visits, and both limits where units are given too', () => {
    expect(evidenceOf({ units: '', visits: '8' }).quantity).toEqual({ basis: 'visits', value: rational(8) });
    expect(evidenceOf({ units: '1600', visits: '6' })).toMatchObject({
      quantity: { basis: 'visits', value: rational(6) },
      unitsPerDose: rational(800, 3),
    });
    expect(evidenceOf({ units: '1600', visits: '8', units_per_dose: '150' }).unitsPerDose).toEqual(rational(150));
    const both = read({ visits: '8' });
    expect(both.ok && both.value.warnings).toEqual([
      'units and visits are both given: counted in visits of at most 200 units each',
    ]);
  });

  it('grants nothing readable when it is partial without a quantity, and is unlimited only when approved without one', () => {
    expect(evidenceOf({ status: 'partial', units: '' }).quantity).toEqual({ basis: 'unreadable' });
    expect(evidenceOf({ units: '' })).not.toHaveProperty('quantity');
    expect(evidenceOf({ units: '0' }).quantity).toEqual({ basis: 'units', value: rational(0) });
  });

  it('has no number where a word stands in its place', () => {
    for (const number of ['', 'PENDING', 'n/a']) expect(evidenceOf({ number })).not.toHaveProperty('number');
    const row = read({ number: 'NPR' });
    expect(row.ok && row.value.warnings).toEqual(['approved without a number: never counts as valid']);
  });

  it.each([
    [{ status: 'ok' }, 'status is not one of approved, partial, denied, pending, cancelled'],
    [{ status: '' }, 'status is blank'],
    [{ hcpcs: 'J92711' }, 'hcpcs is not a list of HCPCS codes separated by |'],
    [{ hcpcs: 'J9271|97110' }, 'hcpcs is not a list of HCPCS codes separated by |'],
    [{ icd10: 'lung' }, 'icd10 is not a list of ICD-10-CM codes separated by |'],
    [{ units: '-1' }, 'units is not a number of zero or more'],
    [{ units: '1,600' }, 'units is not a number of zero or more'],
    [{ visits: '2.5' }, 'visits is not a whole number of zero or more'],
    [{ from: '07/01/2026' }, 'from is not a date YYYY-MM-DD'],
    [{ to: '2026-06-30' }, 'to is before from'],
    [{ to: '2026-02-30' }, 'to is not a date YYYY-MM-DD'],
    [{ place_of_service: '11|22' }, 'place_of_service is not one two-digit place of service'],
    [{ site_npi: '123' }, 'site_npi is not a ten-digit NPI'],
    [{ interval_days: '0' }, 'interval_days is zero'],
    [{ patient: 'John Doe' }, 'patient is neither Patient/id nor system|value'],
    [{ patient: '', member_id: '' }, 'patient and member_id are both blank'],
    [{ decided_at: '2026-06-27T10:00' }, 'decided_at is not a date YYYY-MM-DD or a time with its zone'],
  ])('is rejected for %j', (changed, reason) => {
    expect(reasonOf(changed)).toBe(reason);
  });

  it('ends on the day it begins at the earliest', () => {
    expect(evidenceOf({ to: '2026-07-01' }).period).toEqual({ from: '2026-07-01', to: '2026-07-01' });
  });

  it('never repeats in a reason what stands in a cell', () => {
    expect(reasonOf({ patient: 'Jane Roe 1950', from: 'Jane', icd10: 'Jane', units: 'Jane' })).not.toMatch(/Jane|1950/);
  });
});
