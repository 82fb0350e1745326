import { expect, it } from 'vitest';
import type { RawResource } from '../../../cds-hooks/prefetch.ts';
import { followReferences } from '../../../server/assessment/follow-references.ts';
import type { FhirGateway } from '../../../server/gateway/fhir-gateway.ts';

const BASE = 'https://ehr.test/fhir';

/** What of the record is fetched because it is named there. */
async function fetched(resources: readonly RawResource[]) {
  const asked: string[] = [];
  const gateway: FhirGateway = {
    baseUrl: BASE,
    following: () => Promise.resolve({ resources: [], complete: true }),
    search: () => Promise.resolve({ ok: false, problem: { code: 'not-found' } }),
    read: (reference) => {
      asked.push(reference);
      const [resourceType = '', id = ''] = reference.split('/');
      return Promise.resolve({ ok: true, value: { resourceType, id, batch: { lotNumber: `LOT-${id}` } } });
    },
  };
  const found = await followReferences(resources, {
    gateway,
    call: { accessToken: 't', deadline: Date.now() + 60_000 },
  });
  return { asked, found };
}

const given = (id: string, day: string, reference = `Medication/${id}`): RawResource => ({
  ...{ resourceType: 'MedicationAdministration', id, effectiveDateTime: `${day}T10:00:00-06:00` },
  medicationReference: { reference },
});

it('fetches the product of a dose, which holds its lot, and nothing that is here, contained or elsewhere', async () => {
  const { asked, found } = await fetched([
    given('a', '2026-11-20'),
    given('b', '2026-11-21', `${BASE}/Medication/b`),
    given('here', '2026-11-19'),
    { resourceType: 'Medication', id: 'here' },
    given('inside', '2026-11-18', '#vial'),
    given('elsewhere', '2026-11-18', 'https://other.test/fhir/Medication/x'),
  ]);
  expect(asked).toEqual(['Medication/b', 'Medication/a']);
  expect(found.map(({ batch }) => batch)).toEqual([{ lotNumber: 'LOT-b' }, { lotNumber: 'LOT-a' }]);
});

it('reads the products of the ten newest doses only, and what an authorization needs before them', async () => {
  const doses = Array.from({ length: 30 }, (_, at) =>
    given(`m${String(at)}`, `2026-10-${String(at + 1).padStart(2, '0')}`),
  );
  const order = { resourceType: 'MedicationRequest', insurance: [{ reference: 'ClaimResponse/c1' }] };
  const { asked } = await fetched([...doses, order]);
  expect(asked).toEqual([
    'ClaimResponse/c1',
    ...Array.from({ length: 10 }, (_, at) => `Medication/m${String(29 - at)}`),
  ]);
});
