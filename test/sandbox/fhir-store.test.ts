import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { FhirRefusal } from '../../sandbox/fhir-store/fhir-refusal.ts';
import type { FhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { createFhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { createSearchPages } from '../../sandbox/fhir-store/search-pages.ts';

const BASE = 'http://127.0.0.1:8090/fhir';

const appointment = (id: string, start: string, more: object = {}): object => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  start,
  participant: [
    { actor: { reference: 'Patient/p1' }, status: 'accepted' },
    { actor: { reference: 'Location/chair-1' }, status: 'accepted' },
  ],
  ...more,
});

function storeOf(...resources: readonly object[]): FhirStore {
  const store = createFhirStore({ timeZone: 'America/Chicago' });
  store.putAll(resources);
  return store;
}

function found(store: FhirStore, type: string, query: string): readonly string[] {
  return store.search(type, new URLSearchParams(query)).matches.map(({ id }) => id);
}

function refusal(act: () => unknown): FhirRefusal {
  try {
    act();
  } catch (error) {
    if (error instanceof FhirRefusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('search', () => {
  it('finds a patient by identifier with system, by the code alone, and not under another system', () => {
    const store = storeOf({ resourceType: 'Patient', id: 'p1', identifier: [{ system: 'urn:mrn', value: '17' }] });
    expect(found(store, 'Patient', 'identifier=urn:mrn|17')).toEqual(['p1']);
    expect(found(store, 'Patient', 'identifier=17')).toEqual(['p1']);
    expect(found(store, 'Patient', 'identifier=urn:other|17')).toEqual([]);
  });

  it('finds a name by the beginning of any of its words, whatever the accents', () => {
    const store = storeOf({ resourceType: 'Patient', id: 'p1', name: [{ family: 'De la Peña', given: ['José'] }] });
    expect(found(store, 'Patient', 'name=pena')).toEqual(['p1']);
    expect(found(store, 'Patient', 'name=JOS')).toEqual(['p1']);
    expect(found(store, 'Patient', 'name=ena')).toEqual([]);
  });

  it('takes several values of one parameter as alternatives and repeated parameters as conditions', () => {
    const store = storeOf(
      appointment('a1', '2026-12-01T09:00:00-06:00'),
      appointment('a2', '2026-12-15T09:00:00-06:00', { status: 'arrived' }),
      appointment('a3', '2027-01-05T09:00:00-06:00', { status: 'cancelled' }),
    );
    expect(found(store, 'Appointment', 'patient=p1&status=booked,arrived')).toEqual(['a1', 'a2']);
    expect(found(store, 'Appointment', 'date=ge2026-12-10&date=lt2027-01-01')).toEqual(['a2']);
    expect(found(store, 'Appointment', 'patient=Patient/p1&location=chair-1&date=2026-12-01')).toEqual(['a1']);
    expect(found(store, 'Appointment', 'patient=p2')).toEqual([]);
  });

  it('reads a date without zone on the clocks of the place, just before and just after midnight', () => {
    const store = storeOf(appointment('before', '2026-12-15T05:59:59Z'), appointment('after', '2026-12-15T06:00:00Z'));
    expect(found(store, 'Appointment', 'date=2026-12-14')).toEqual(['before']);
    expect(found(store, 'Appointment', 'date=2026-12-15')).toEqual(['after']);
    expect(found(store, 'Appointment', 'date=lt2026-12-15')).toEqual(['before']);
    expect(found(store, 'Appointment', 'date=ge2026-12-15')).toEqual(['after']);
    expect(found(store, 'Appointment', 'date=gt2026-12-15')).toEqual([]);
    expect(found(store, 'Appointment', 'date=le2026-12-15')).toEqual(['after', 'before']);
  });

  it('keeps the day of 25 hours whole', () => {
    const store = storeOf(appointment('late', '2026-11-01T23:30:00-06:00'));
    expect(found(store, 'Appointment', 'date=2026-11-01')).toEqual(['late']);
    expect(found(store, 'Appointment', 'date=2026-11-02')).toEqual([]);
  });

  it('finds coverages by beneficiary, prior authorizations by use and observations by code', () => {
    const store = storeOf(
      { resourceType: 'Coverage', id: 'c1', status: 'active', beneficiary: { reference: `${BASE}/Patient/p1` } },
      { resourceType: 'ClaimResponse', id: 'r1', use: 'preauthorization', patient: { reference: 'Patient/p1' } },
      { resourceType: 'ClaimResponse', id: 'r2', use: 'claim', patient: { reference: 'Patient/p1' } },
      {
        resourceType: 'Observation',
        id: 'o1',
        code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
        subject: { reference: 'Patient/p1' },
      },
    );
    expect(found(store, 'Coverage', 'patient=p1&status=active')).toEqual(['c1']);
    expect(found(store, 'ClaimResponse', 'patient=p1&use=preauthorization')).toEqual(['r1']);
    expect(found(store, 'Observation', 'patient=p1&code=http://loinc.org|29463-7,http://loinc.org|8302-2')).toEqual([
      'o1',
    ]);
  });

  it('refuses a parameter, a modifier, a date and a type that it does not know, and names them', () => {
    const store = storeOf();
    expect(refusal(() => found(store, 'Appointment', 'reason=x'))).toMatchObject({
      status: 400,
      code: 'not-supported',
    });
    expect(refusal(() => found(store, 'Appointment', 'status:not=booked')).message).toContain('status:not');
    expect(refusal(() => found(store, 'Appointment', 'date=tomorrow')).message).toContain('date');
    expect(refusal(() => found(store, 'Appointment', '_include=Appointment:patient')).status).toBe(400);
    expect(refusal(() => found(store, 'Starship', '')).status).toBe(404);
  });

  it('sorts by date in both directions', () => {
    const store = storeOf(
      appointment('a1', '2026-12-15T09:00:00-06:00'),
      appointment('a2', '2026-12-01T09:00:00-06:00'),
    );
    expect(found(store, 'Appointment', '_sort=date')).toEqual(['a2', 'a1']);
    expect(found(store, 'Appointment', '_sort=-date')).toEqual(['a1', 'a2']);
  });
});

describe('paging', () => {
  const visits = Array.from({ length: 7 }, (_, index) => appointment(`a${index}`, `2026-12-0${index + 1}T09:00:00Z`));

  it('hands out every match once over opaque next links, even when something is booked in between', () => {
    const store = storeOf(...visits);
    const pages = createSearchPages(store, BASE, () => false);
    let page = pages.first('Appointment', new URLSearchParams('_count=3&_sort=date'));
    const ids = [page];
    store.putAll([appointment('intruder', '2026-12-01T01:00:00Z')]);
    for (let next = nextOf(page); next !== undefined; next = nextOf(page)) {
      page = pages.next('Appointment', new URL(next).searchParams.get('_page') ?? '');
      ids.push(page);
    }
    expect(ids.map(({ entry }) => entry?.length)).toEqual([3, 3, 1]);
    expect(ids.flatMap(({ entry = [] }) => entry.map(({ resource }) => resource?.id))).toEqual(
      visits.map((_, index) => `a${index}`),
    );
    expect(ids.every(({ total }) => total === 7)).toBe(true);
    expect(nextOf(ids[0])).toMatch(/\/Appointment\?_page=[0-9a-f-]{36}$/);
  });

  it('refuses a page that it never handed out', () => {
    const pages = createSearchPages(storeOf(), BASE, () => false);
    expect(refusal(() => pages.next('Appointment', 'made-up'))).toMatchObject({ status: 410 });
  });

  it('says how it understood the search', () => {
    const { link } = createSearchPages(storeOf(), BASE, () => false).first('Patient', new URLSearchParams('_id=p1'));
    expect(link).toEqual([{ relation: 'self', url: `${BASE}/Patient?_id=p1` }]);
  });

  function nextOf(page: Bundle | undefined): string | undefined {
    return page?.link?.find(({ relation }) => relation === 'next')?.url;
  }
});

describe('versions', () => {
  it('counts from 1 and refuses an update of an older version', () => {
    const store = storeOf(appointment('a1', '2026-12-01T09:00:00Z'));
    expect(store.read('Appointment', 'a1').meta.versionId).toBe('1');
    const second = store.update(appointment('a1', '2026-12-02T09:00:00Z'), 'W/"1"');
    expect(second.resource.meta.versionId).toBe('2');
    expect(refusal(() => store.update(appointment('a1', '2026-12-03T09:00:00Z'), 'W/"1"')).status).toBe(412);
    expect(store.read('Appointment', 'a1')['start']).toBe('2026-12-02T09:00:00Z');
  });
});

describe('transactions', () => {
  const entry = (method: string, url: string, resource?: object, fullUrl?: string): object => ({
    ...(fullUrl === undefined ? {} : { fullUrl }),
    ...(resource === undefined ? {} : { resource }),
    request: { method, url },
  });
  const bundle = (type: string, ...entries: readonly object[]): object => ({
    resourceType: 'Bundle',
    type,
    entry: entries,
  });

  it('gives new ids and rewrites the references between its entries', () => {
    const store = storeOf();
    const answer = store.execute(
      bundle(
        'transaction',
        entry('POST', 'Coverage', { resourceType: 'Coverage', beneficiary: { reference: 'urn:uuid:1' } }, 'urn:uuid:2'),
        entry('POST', 'Patient', { resourceType: 'Patient' }, 'urn:uuid:1'),
      ),
    );
    const [patient] = store.all('Patient');
    const [coverage] = store.all('Coverage');
    expect(coverage?.['beneficiary']).toEqual({ reference: `Patient/${patient?.id ?? ''}` });
    expect(answer.entry?.map(({ response }) => response?.status)).toEqual(['201', '201']);
  });

  it('stores nothing at all when one entry fails, and names it', () => {
    const store = storeOf(appointment('a1', '2026-12-01T09:00:00Z'));
    const failing = bundle('transaction', entry('POST', 'Patient', { resourceType: 'Patient' }), {
      ...entry('PUT', 'Appointment/a1', appointment('a1', '2026-12-09T09:00:00Z')),
      request: { method: 'PUT', url: 'Appointment/a1', ifMatch: 'W/"7"' },
    });
    expect(refusal(() => store.execute(failing))).toMatchObject({ status: 412 });
    expect(refusal(() => store.execute(failing)).message).toContain('Bundle.entry[1]');
    expect(store.all('Patient')).toEqual([]);
    expect(store.read('Appointment', 'a1').meta.versionId).toBe('1');
  });

  it('carries out the other entries of a batch when one fails', () => {
    const store = storeOf();
    const answer = store.execute(
      bundle(
        'batch',
        entry('GET', 'Patient/nobody'),
        entry('PUT', 'Patient/p1', { resourceType: 'Patient', id: 'p1' }),
      ),
    );
    expect(answer.entry?.map(({ response }) => response?.status)).toEqual(['404', '201']);
    expect(store.all('Patient')).toHaveLength(1);
  });

  it('lets a read in a transaction see what the transaction wrote', () => {
    const answer = storeOf().execute(
      bundle(
        'transaction',
        entry('GET', 'Patient?_id=p1'),
        entry('PUT', 'Patient/p1', { resourceType: 'Patient', id: 'p1' }),
      ),
    );
    expect(answer.entry?.[0]?.resource).toMatchObject({ resourceType: 'Bundle', total: 1 });
  });
});

describe('the journal', () => {
  const journalFile = (): string => join(mkdtempSync(join(tmpdir(), 'sandbox-store-')), 'record.ndjson');

  it('brings everything back after a restart, the last version of each', () => {
    const file = journalFile();
    const store = createFhirStore({ journalFile: file });
    store.putAll([appointment('a1', '2026-12-01T09:00:00Z'), { resourceType: 'Patient', id: 'p1' }]);
    store.update(appointment('a1', '2026-12-02T09:00:00Z'));
    expect(createFhirStore({ journalFile: file }).all()).toEqual(store.all());
  });

  it('forgets a line that was torn off and goes on writing after it', () => {
    const file = journalFile();
    createFhirStore({ journalFile: file }).putAll([{ resourceType: 'Patient', id: 'p1' }]);
    appendFileSync(file, '[{"resourceType":"Patient","id":"p2","me');
    const reopened = createFhirStore({ journalFile: file });
    expect(reopened.all('Patient').map(({ id }) => id)).toEqual(['p1']);
    reopened.putAll([{ resourceType: 'Patient', id: 'p3' }]);
    expect(
      createFhirStore({ journalFile: file })
        .all('Patient')
        .map(({ id }) => id),
    ).toEqual(['p1', 'p3']);
  });

  it('refuses a journal that is damaged before its end, naming the line, and changes nothing', () => {
    const file = journalFile();
    writeFileSync(file, '[{"resourceType":"Pat\n[]\n');
    expect(() => createFhirStore({ journalFile: file })).toThrow(`${file}:1`);
    expect(readFileSync(file, 'utf8')).toBe('[{"resourceType":"Pat\n[]\n');
  });
});
