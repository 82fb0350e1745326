import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booking } from '../../cds-hooks/booking.service.ts';
import { PREFETCH_TEMPLATES } from '../../cds-hooks/prefetch-templates.ts';
import type { PrefetchStates } from '../../cds-hooks/prefetch.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { STORIES, recordOn } from '../../sandbox/stories/all-stories.ts';
import { TIME_ZONE } from '../../sandbox/stories/clinic.ts';
import { gather } from '../../server/assessment/gather.ts';
import { fhirGateway } from '../../server/gateway/fhir-gateway.ts';
import type { Served } from '../sandbox/support/serve.ts';
import { serve } from '../sandbox/support/serve.ts';
import { openMedplum } from './medplum.ts';
import type { SandboxServer } from './sandbox-server.ts';
import { openSandboxServer } from './sandbox-server.ts';

// The product's own gateway and reader, over HTTP, in front of each of the two servers.

const DAY = '2026-11-23';
const drugs = loadDrugIndex();

let sandbox: SandboxServer;
let medplum: Served;

beforeAll(async () => {
  sandbox = await openSandboxServer(recordOn(DAY));
  medplum = await serve((await openMedplum(recordOn(DAY))).app);
});
afterAll(async () => {
  await Promise.all([sandbox.close(), medplum.close()]);
});

const NOTHING_SENT = Object.fromEntries(
  Object.keys(PREFETCH_TEMPLATES).map((key) => [key, { kind: 'absent' }]),
) as PrefetchStates;

/** What the product knows of one patient after it has read everything itself. */
async function factsFrom(baseUrl: string, patientId: string) {
  const question = {
    keys: booking.prefetch,
    prefetch: NOTHING_SENT,
    tokens: {
      'context.patientId': patientId,
      'context.userId': 'Practitioner/scheduler-1',
      userPractitionerId: 'scheduler-1',
    },
    ordersInContext: false,
    drafts: [],
  };
  const call = { accessToken: 'unused', deadline: Date.now() + 30_000 };
  const gathered = await gather(question, { gateway: fhirGateway(baseUrl), call });
  if (!gathered.ok) throw new Error(JSON.stringify(gathered.problem));
  const { resources, people, notRead } = gathered.value;
  const record = readRecord(resources, {
    today: plainDate(DAY),
    drugs,
    sites: {},
    zones: { tenant: TIME_ZONE },
    patient: `Patient/${patientId}`,
  });
  return { record, notRead, people: people.map(({ resourceType, id }) => `${resourceType}/${String(id)}`) };
}

describe('the product reads the same facts from both servers', () => {
  it.each(STORIES.map(({ id }) => id))('about the patient of %s', async (patientId) => {
    const ours = await factsFrom(sandbox.baseUrl, patientId);
    expect(ours.record.ok).toBe(true);
    expect(ours.notRead).toEqual([]);
    expect(ours.people).toEqual(['Practitioner/scheduler-1', 'PractitionerRole/role-scheduler-1']);
    expect(ours).toEqual(await factsFrom(medplum.url, patientId));
  });

  it('which are more than none: visits, coverages, authorizations and what was given', async () => {
    const all = await Promise.all(STORIES.map(({ id }) => factsFrom(sandbox.baseUrl, id)));
    const records = all.flatMap(({ record }) => (record.ok ? [record.value] : []));
    const count = (of: (record: (typeof records)[number]) => readonly unknown[]) => records.flatMap(of).length;
    expect(count(({ visits }) => visits)).toBeGreaterThan(10);
    expect(count(({ coverages }) => coverages)).toBeGreaterThan(10);
    expect(count(({ authorizations }) => authorizations)).toBeGreaterThan(8);
    expect(count(({ priorUses }) => priorUses)).toBeGreaterThan(2);
  });
});
