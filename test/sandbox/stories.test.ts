import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Appointment, FhirResource } from 'fhir/r4';
import { isOpen } from '../../sandbox/holidays.ts';
import { addDays } from '../../sandbox/local-time.ts';
import { recordOn, STORIES } from '../../sandbox/stories/all-stories.ts';
import { STAFF, STOCK } from '../../sandbox/stories/clinic.ts';
import { faultsIn } from './support/r4-validity.ts';

const DAY = '2026-11-23';
/** A week of beginnings, so that every story has met every weekday; and days around new year. */
const BEGINNINGS = [
  ...Array.from({ length: 7 }, (_, days) => addDays(DAY, days)),
  '2026-12-31',
  '2027-01-01',
  '2028-02-29',
];

const named = (resource: FhirResource): string => `${resource.resourceType}/${resource.id ?? ''}`;

describe('the stories', () => {
  it('are at least fourteen, each with a title and a sentence of its own', () => {
    expect(STORIES.length).toBeGreaterThanOrEqual(14);
    expect(new Set(STORIES.map(({ id }) => id)).size).toBe(STORIES.length);
    expect(new Set(STORIES.map(({ title }) => title)).size).toBe(STORIES.length);
    for (const { whatYouShouldSee } of STORIES) expect(whatYouShouldSee).toMatch(/\.$/);
  });

  it('hold nothing but valid R4 resources', () => {
    const faults = recordOn(DAY).flatMap((resource) => faultsIn(resource, named(resource)));
    expect(faults).toEqual([]);
  });

  it('would notice a resource that is not valid R4', () => {
    const wrong = { resourceType: 'Appointment', id: 'x', status: 'booked' };
    expect(faultsIn(wrong, 'Appointment/x').join()).toContain('participant');
  });

  it('are the same whenever they are told for the same day, and other people for another seed', () => {
    expect(recordOn(DAY)).toEqual(recordOn(DAY));
    expect(recordOn(DAY, 7)).not.toEqual(recordOn(DAY));
  });

  it.each(BEGINNINGS)('told on %s, point only at resources that exist', (day) => {
    const record = recordOn(day);
    const keys = new Set(record.map(named));
    expect(keys.size).toBe(record.length);
    const references = [...JSON.stringify(record).matchAll(/"reference":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    expect(references.filter((reference) => !keys.has(reference))).toEqual([]);
  });

  it.each(BEGINNINGS)('told on %s, seat nobody on a closed day, in the past or on a chair that is taken', (day) => {
    const visits = recordOn(day).filter((resource): resource is Appointment => resource.resourceType === 'Appointment');
    const places = visits.map(({ start = '', participant }) => `${start} ${participant[2]?.actor?.reference ?? ''}`);
    expect(new Set(places).size).toBe(visits.length);
    for (const { start = '' } of visits) {
      expect(start.slice(0, 10) >= day).toBe(true);
      expect([start, isOpen(start.slice(0, 10))]).toEqual([start, true]);
    }
  });

  it.each(BEGINNINGS)('told on %s, let the authorization end after the second and before the third cycle', (day) => {
    const answer = recordOn(day).find(({ id }) => id === 'expires-before-third-cycle-authorization');
    const [, end = ''] = /"end":"([\d-]+)"/.exec(JSON.stringify(answer)) ?? [];
    for (let first = 0; first <= 7; first += 1) {
      // A visit that falls on a weekend or a holiday moves by up to three days.
      expect(addDays(day, first + 21 + 3) <= end).toBe(true);
      expect(addDays(day, first + 42) > end).toBe(true);
    }
  });

  it('open two vials of nivolumab for 243 mg from what the site stocks', () => {
    expect(STOCK['J9299']).toEqual(['40 mg', '240 mg']);
  });

  it('use no national provider number that could belong to somebody', () => {
    const numbers = recordOn(DAY).flatMap((resource) =>
      'identifier' in resource && Array.isArray(resource.identifier)
        ? resource.identifier.filter(({ system }) => system === 'http://hl7.org/fhir/sid/us-npi')
        : [],
    );
    expect(numbers.length).toBeGreaterThan(0);
    for (const { value } of numbers) expect(value).toMatch(/^9\d{9}$/);
  });
});

describe('the sample policies', () => {
  const pack = JSON.parse(readFileSync('sandbox/policies/sandbox-payers.policies.json', 'utf8')) as {
    description: string;
    policies: { id: string; payer: { identifiers: string[] }; source: { document: string } }[];
  };

  it('say that they are illustrative, the pack and every source', () => {
    expect(pack.description).toMatch(/^Illustrative/);
    for (const { source } of pack.policies) expect(source.document).toMatch(/^Illustrative/);
  });

  it('are of payers in the record, and know nothing of the payer without policy', () => {
    const known = pack.policies.flatMap(({ payer }) => payer.identifiers);
    const record = JSON.stringify(recordOn(DAY));
    for (const identifier of known) expect(record).toContain(identifier.split('|')[1]);
    expect(known).not.toContain('urn:chairready:sandbox:payer|cedar');
  });
});

describe('the staff', () => {
  it('cover every role that a launch is shown with', () => {
    const roles = STAFF.map(({ role }) => role);
    for (const role of [
      'scheduler',
      'authorization-specialist',
      'senior-specialist',
      'infusion-nurse',
      'pharmacist',
      'prescriber',
      'pharmacy-manager',
      'finance',
      'compliance',
      'supervisor',
      'charge-nurse',
      'billing',
    ])
      expect(roles).toContain(role);
  });
});
