import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { auditList, replayView } from '../../../api-contract/audit.schema.ts';
import type { Role } from '../../../api-contract/role.schema.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { sealBatch } from '../../../server/audit/seal.ts';
import { loadRulesBundle } from '../../../server/rules-bundle.ts';
import { deleteOld } from '../../../server/retention/delete-old.ts';
import { deleteBodies, recordEvent } from '../../../server/store/audit.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import type { Lab } from './hook-lab.ts';
import { aBooking, aKey, aTenant, bundleOf, fullPrefetch, openLab, outside } from './hook-lab.ts';

let lab: Lab;
let tenant: string;
let decision: string;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const configured = aTenant({}, { jwks: { keys: [key.jwk] } });
  tenant = configured.id;
  lab = await openLab(key, [configured]);
  const prefetch = { ...fullPrefetch(), coverages: bundleOf(aCoverage()), medications: bundleOf(anOrder()) };
  const answer = (await (await lab.post(aBooking({ prefetch }))).json()) as {
    readonly cards: readonly { readonly links: readonly { readonly appContext?: string }[] }[];
  };
  const link = JSON.parse(answer.cards[0]?.links[0]?.appContext ?? '{}') as { readonly decision?: string };
  decision = link.decision ?? '';
  const rules = await loadRulesBundle();
  await lab.store.decisions.keepRuleBundle(rules.version, rules.text);
  const event = { at: new Date(), tenant, actor: 'Practitioner/w1' };
  await recordEvent(lab.store.db, 'patient-view', { ...event, body: { patient: 'Patient/p9' } });
  await recordEvent(lab.store.db, 'patient-view', { ...event, body: { patients: ['Patient/p9', 'Patient/p8'] } });
  await recordEvent(lab.store.db, 'login', { ...event, tenant: 'another' });
  while ((await sealBatch(lab.store.db)) !== undefined);
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

const get = async (path: string, role: Role = 'compliance') => lab.api(await lab.signIn(role), 'GET', path);
const records = async (query: string) => auditList.parse(await (await get(`/api/audit?${query}`)).json()).records;

describe('The audit page', () => {
  it('is for compliance only', async () => {
    for (const role of ['scheduler', 'supervisor', 'infusion-nurse', 'finance', 'unknown'] as const) {
      expect((await get('/api/audit', role)).status).toBe(403);
      expect((await get(`/api/audit/decisions/${decision}`, role)).status).toBe(403);
    }
  });

  it('finds decisions with their patient, by kind and by person, and nothing of another tenant', async () => {
    expect(await records('kind=decision')).toMatchObject([{ kind: 'decision', decision, isSealed: true }]);
    expect((await records('actor=Practitioner/w1')).map(({ kind }) => kind)).toEqual(['patient-view', 'patient-view']);
    expect(await records('kind=login')).toEqual([]);
    expect(await records('until=2020-01-01')).toEqual([]);
  });

  it('tells who looked at a patient, and writes down that it was asked', async () => {
    expect(await records('patient=Patient/p9')).toHaveLength(2);
    const again = await records('patient=Patient/p9');
    expect(again[0]).toMatchObject({ kind: 'patient-view', actor: 'Practitioner/n1', body: { what: 'who-looked' } });
    const [seen] = await records('kind=decision');
    expect(await records(`patient=${seen?.patient ?? ''}`)).toContainEqual(expect.objectContaining({ decision }));
  });

  it('says until when what was written down went by age, where a patient is asked for', async () => {
    const asked = async (query: string) => auditList.parse(await (await get(`/api/audit?${query}`)).json()).goneUntil;
    expect(await asked('patient=Patient/p7')).toBeUndefined();
    const { db } = lab.store;
    const body = { patient: 'Patient/p7' };
    await recordEvent(db, 'patient-view', { at: new Date('2026-01-01T08:00:00Z'), tenant, body });
    while ((await sealBatch(db)) !== undefined);
    const now = new Date('2026-03-01T09:20:00Z');
    await deleteOld(db, { tenant, retention: { auditBodyDays: 30 }, now, today: '2026-03-01' });
    expect(await records('patient=Patient/p7&kind=login')).toEqual([]);
    expect(await asked('patient=Patient/p7')).toBe('2026-01-30T09:20:00.000Z');
    expect(await asked('kind=login')).toBeUndefined();
  });

  it('refuses a search that it cannot read, and names the field', async () => {
    for (const [query, path] of [
      ['kind=nothing', 'kind'],
      ['patient=somebody', 'patient'],
      ['from=yesterday', 'from'],
      ['before=last', 'before'],
    ]) {
      const response = await get(`/api/audit?${query ?? ''}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'bad-request', path } });
    }
  });

  it('pages through the records without a gap', async () => {
    const page = auditList.parse(await (await get('/api/audit')).json());
    const [, second] = page.records;
    const rest = await records(`before=${second?.seq ?? ''}`);
    expect(rest.map(({ seq }) => seq)).toEqual(page.records.slice(2).map(({ seq }) => seq));
  });
});

describe('A decision replayed on the page', () => {
  it('stands beside what the rules of today say of the same snapshot', async () => {
    const view = replayView.parse(await (await get(`/api/audit/decisions/${decision}`)).json());
    expect(view.then.visits).toEqual(view.now.visits);
    expect(view.differences).toEqual([]);
    expect(view.then.visits[0]?.drugs[0]?.authorization.state).toBe('missing');
  });

  it('shows what today says otherwise where the kept decision said something else', async () => {
    const kept = await lab.store.decisions.findDecision(tenant, decision);
    const snapshot = exactJson.parse(kept?.snapshot ?? '') as Snapshot;
    const changed = { ...snapshot, knowledge: { ...snapshot.knowledge, policies: [] } };
    const id = 'f'.repeat(32);
    await lab.store.decisions.keepDecision({
      ...{ id, tenant, service: 'app', hookInstance: id, receivedAt: new Date(), answeredAt: new Date() },
      ...{ today: snapshot.today, role: 'scheduler', rulesVersion: kept?.rulesVersion ?? '', cards: [] },
      decision: kept?.decision ?? '',
      snapshot: exactJson.stringify(changed),
    });
    const view = replayView.parse(await (await get(`/api/audit/decisions/${id}`)).json());
    expect(view.differences).toHaveLength(1);
    expect(view.differences[0]?.then).toContain('missing');
    expect(view.differences[0]?.now).toContain('unknown');
  });

  it('is told of with the day and the reason where it was deleted, and to its own tenant only', async () => {
    const { db, decisions } = lab.store;
    const kept = await decisions.findDecision(tenant, decision);
    const [mine, other] = ['a'.repeat(32), 'b'.repeat(32)];
    for (const [id, owner] of [
      [mine, tenant],
      [other, 'another'],
    ] as const) {
      const at = new Date('2026-01-01T08:00:00Z');
      const of = { tenant: owner, service: 'app', hookInstance: id, receivedAt: at, answeredAt: at, role: 'scheduler' };
      const bytes = { decision: kept?.decision ?? '', snapshot: kept?.snapshot ?? '' };
      await decisions.keepDecision({ id, ...of, ...bytes, today: '2026-01-01', rulesVersion: 'rules', cards: [] });
    }
    while ((await sealBatch(db)) !== undefined);
    const at = new Date('2026-11-22T08:20:00Z');
    await deleteBodies(db, { ids: [mine], why: 'asked by the patient', at, tenant });
    await deleteBodies(db, { ids: [other], why: 'a secret of another', at, tenant: 'another' });
    const answerTo = async (id: string): Promise<unknown> => (await get(`/api/audit/decisions/${id}`)).json();
    expect(await answerTo(mine)).toMatchObject({
      error: {
        code: 'not-found',
        message:
          'This decision cannot be replayed: deleted on 2026-11-22 (asked by the patient): nothing of it is left to run.',
      },
    });
    expect(await answerTo(other)).toMatchObject({ error: { message: 'There is no such decision.' } });
  });

  it('is not found in another tenant, nor under a name of nobody', async () => {
    expect((await get(`/api/audit/decisions/${'0'.repeat(32)}`)).status).toBe(404);
  });
});
