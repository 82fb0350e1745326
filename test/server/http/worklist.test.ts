import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../../api-contract/role.schema.ts';
import { supervision } from '../../../api-contract/supervisor.schema.ts';
import {
  bulkDone,
  caseBrief,
  caseCounts,
  caseDetail,
  caseList,
  changedCase,
} from '../../../api-contract/worklist.schema.ts';
import type { CaseRow } from '../../../api-contract/worklist.schema.ts';
import { openCase } from '../../../server/store/open-case.ts';
import { viewsOfPatient } from '../../../server/store/audit.ts';
import { aPatient } from '../../support/fhir-builders.ts';
import { aCase } from '../worklist/cases.ts';
import type { Lab } from './hook-lab.ts';
import { aBooking, aKey, aTenant, ehrWith, forgetCards, openLab, outside } from './hook-lab.ts';

let lab: Lab;
const bearers = new Map<Role, string>();

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const staff = [{ id: 'Practitioner/s1', roles: ['authorization-specialist'], capacityPerDay: 4 }];
  const roles = { 'Practitioner/n1': 'scheduler', 'Practitioner/s2': 'senior-specialist' };
  lab = await openLab(key, [
    aTenant({ staff, roles }, { jwks: { keys: [key.jwk] } }),
    aTenant({ id: 'other' }, { iss: 'https://other.test' }),
  ]);
});
beforeEach(() => {
  outside.resetHandlers(...ehrWith({}));
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

async function ask(
  role: Role,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<Response> {
  const bearer = bearers.get(role) ?? (await lab.signIn(role));
  bearers.set(role, bearer);
  return fetch(`${lab.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const rows = async (role: Role, query = ''): Promise<readonly CaseRow[]> =>
  caseList.parse(await (await ask(role, `/worklist${query}`)).json()).items;

async function bookedCase(): Promise<CaseRow> {
  await forgetCards(lab);
  const booking = aBooking();
  const name = [{ family: 'Lindqvist', given: ['Ana'] }];
  await lab.post({ ...booking, prefetch: { ...(booking['prefetch'] as object), patient: { ...aPatient(), name } } });
  await expect.poll(async () => (await rows('authorization-specialist', '?search=p1')).length).toBeGreaterThan(0);
  const [row] = await rows('authorization-specialist', '?search=p1');
  if (row === undefined) throw new Error('no case');
  return row;
}

const act = (role: Role, row: Pick<CaseRow, 'id' | 'version'>, action: object): Promise<Response> =>
  ask(role, `/worklist/cases/${row.id}/actions`, { version: row.version, action });

describe('the worklist of the app', () => {
  it('shows what a hook decided, by name, with odds and dollars for authorization staff only', async () => {
    const row = await bookedCase();
    expect(row).toMatchObject({
      patient: { ref: 'Patient/p1' },
      visit: { date: '2026-12-15' },
      drug: { hcpcs: 'J9271' },
    });
    expect(row.patient.name).toBe('Ana Lindqvist');
    expect(row.sentence).toBeDefined();
    expect(row.likelihood?.figures).toBeDefined();
    expect(row.atRisk).toBeDefined();
    for (const role of ['supervisor', 'clerk'] as const) {
      const [seen] = await rows(role, '?search=p1');
      expect(JSON.stringify(seen)).not.toContain('clearedByVisit');
      expect(seen).not.toHaveProperty('atRisk');
      expect(seen).not.toHaveProperty('expectedLoss');
    }
  });

  it('is refused to roles that do not have it', async () => {
    for (const role of ['scheduler', 'infusion-nurse', 'pharmacy-technician', 'prescriber', 'unknown'] as const)
      for (const path of ['/worklist', '/worklist/counts', '/supervisor'])
        expect((await ask(role, path)).status).toBe(403);
    for (const role of ['authorization-specialist', 'pharmacist', 'charge-nurse'] as const)
      expect((await ask(role, '/supervisor')).status).toBe(403);
  });

  it('shows those who chart and prepare drugs no case of an authorization', async () => {
    const row = await bookedCase();
    for (const role of ['pharmacist', 'charge-nurse'] as const) {
      expect(await rows(role, '?search=p1')).toEqual([]);
      expect((await act(role, row, { do: 'take' })).status).toBe(404);
    }
  });

  it('opens a case with its decision, its history and a record of who looked', async () => {
    const row = await bookedCase();
    const detail = caseDetail.parse(await (await ask('authorization-specialist', `/worklist/cases/${row.id}`)).json());
    expect(detail.decision?.patient.ref).toBe('Patient/p1');
    expect(detail.history[0]?.kind).toBe('opened');
    const views = await viewsOfPatient(lab.store.db, 'lab', 'Patient/p1');
    expect(views).toMatchObject([{ body: { case: row.id } }]);
  });

  it('answers a stale version with 409 and the case as it is now', async () => {
    const { case: opened } = await openCase(lab.store.db, aCase({ tenant: 'lab', patientRef: 'Patient/stale' }));
    const taken = await act('authorization-specialist', opened, { do: 'take' });
    expect(taken.status).toBe(200);
    const answer = await act('senior-specialist', opened, { do: 'take' });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({
      error: { code: 'conflict', fault: 'stale' },
      current: { id: opened.id, version: 2, state: 'assigned' },
    });
  });

  it('undoes what was done, in one and in bulk', async () => {
    const opened = await Promise.all(
      ['u1', 'u2', 'u3'].map(
        async (name) => (await openCase(lab.store.db, aCase({ tenant: 'lab', patientRef: `Patient/${name}` }))).case,
      ),
    );
    const cases = opened.map(({ id, version }) => ({ id, version }));
    const action = { do: 'assign', to: 'Practitioner/s1' };
    const done = bulkDone.parse(await (await ask('supervisor', '/worklist/bulk', { cases, action })).json());
    expect(done.done).toHaveLength(3);
    const again = bulkDone.parse(await (await ask('supervisor', '/worklist/bulk', { cases, action })).json());
    expect([again.done.length, again.notDone.length]).toEqual([0, 3]);
    const undone = bulkDone.parse(await (await ask('supervisor', '/worklist/undo', { undo: done.undo })).json());
    expect(undone.done.map(({ owner }) => owner)).toEqual([undefined, undefined, undefined]);
    const row = undone.done[0];
    if (row === undefined) throw new Error('none');
    const resolve = {
      do: 'resolve',
      outcome: 'partial',
      on: '2026-12-01',
      patient: row.patient.ref,
      visitDate: row.visit.date,
    };
    const resolved = changedCase.parse(await (await act('supervisor', row, resolve)).json());
    expect(resolved.case.closed).toMatchObject({ outcome: 'partial', on: '2026-12-01' });
    const back = bulkDone.parse(await (await ask('supervisor', '/worklist/undo', { undo: resolved.undo })).json());
    expect(back.done[0]).not.toHaveProperty('closed');
  });

  it('sends a case to a senior specialist without asking which', async () => {
    const { case: opened } = await openCase(lab.store.db, aCase({ tenant: 'lab', patientRef: 'Patient/to-senior' }));
    const action = { do: 'send-to-senior' };
    const sent = changedCase.parse(await (await act('authorization-specialist', opened, action)).json());
    const { staff } = caseCounts.parse(await (await ask('supervisor', '/worklist/counts')).json());
    expect(staff.find(({ ref }) => ref === sent.case.owner?.ref)?.roles).toContain('senior-specialist');
    expect((await act('clerk', sent.case, action)).status).toBe(403);
  });

  it.each([
    ['without a version', { action: { do: 'take' } }],
    ['with an unknown action', { version: 1, action: { do: 'steal' } }],
    ['with a day that is none', { version: 1, action: { do: 'snooze', until: '2026-02-30' } }],
    ['with an empty note', { version: 1, action: { do: 'note', text: '  ' } }],
  ])('refuses a change %s and changes nothing', async (_name, body) => {
    const { case: opened } = await openCase(lab.store.db, aCase({ tenant: 'lab', patientRef: 'Patient/refused' }));
    const answer = await ask('authorization-specialist', `/worklist/cases/${opened.id}/actions`, body);
    expect(answer.status).toBe(400);
    const detail = caseDetail.parse(await (await ask('clerk', `/worklist/cases/${opened.id}`)).json());
    expect(detail.case.version).toBe(opened.version);
  });

  it('does not know the cases of another tenant', async () => {
    const { case: theirs } = await openCase(lab.store.db, aCase({ tenant: 'other', patientRef: 'Patient/theirs' }));
    expect((await ask('supervisor', `/worklist/cases/${theirs.id}`)).status).toBe(404);
    expect((await ask('supervisor', `/worklist/cases/${theirs.id}/brief`)).status).toBe(404);
    expect((await act('supervisor', theirs, { do: 'take' })).status).toBe(404);
    expect(await rows('supervisor', '?search=theirs')).toEqual([]);
  });

  it('pages through the list without a gap or a repetition', async () => {
    for (let n = 0; n < 7; n += 1)
      await openCase(lab.store.db, aCase({ tenant: 'lab', patientRef: `Patient/page-${String(n)}`, payer: 'Paging' }));
    const ids: string[] = [];
    for (let after = ''; ;) {
      const query = `?payer=Paging&limit=3${after === '' ? '' : `&after=${after}`}`;
      const page = caseList.parse(await (await ask('clerk', `/worklist${query}`)).json());
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(new Set(ids).size).toBe(7);
    expect(ids).toHaveLength(7);
  });

  it('lets a supervisor keep and drop shared views, and nobody else', async () => {
    const view = { name: 'Keytruda, unowned', query: { drug: 'J9271', tab: 'unowned' } };
    expect((await ask('authorization-specialist', '/worklist/views', view)).status).toBe(403);
    expect((await ask('supervisor', '/worklist/views', view)).status).toBe(201);
    const counts = caseCounts.parse(await (await ask('clerk', '/worklist/counts')).json());
    expect(counts.views).toMatchObject([view]);
    expect(counts.may).toEqual({ assignAll: false, keepViews: false });
    const id = counts.views[0]?.id ?? '';
    expect((await ask('clerk', `/worklist/views/${id}`, undefined, 'DELETE')).status).toBe(403);
    expect((await ask('supervisor', `/worklist/views/${id}`, undefined, 'DELETE')).status).toBe(204);
  });

  it('briefs for a peer-to-peer call; every sentence names a source that is listed, and no dollar is in it', async () => {
    const row = await bookedCase();
    const brief = caseBrief.parse(await (await ask('peer-to-peer', `/worklist/cases/${row.id}/brief`)).json());
    const numbers = new Set(brief.sources.map(({ number }) => number));
    const sentences = brief.sections.flatMap(({ sentences: all }) => all);
    expect(sentences.length).toBeGreaterThan(1);
    for (const { sources } of sentences) expect(sources.every((number) => numbers.has(number))).toBe(true);
    expect(new Set(brief.sources.map(({ kind }) => kind))).toEqual(new Set(['chart', 'policy']));
    expect(JSON.stringify(brief)).not.toContain('$');
  });
});

describe('the supervisor’s page', () => {
  const desk = async () => supervision.parse(await (await ask('supervisor', '/supervisor')).json());

  it('shows what is unowned and late, load against capacity, and hands the cases of an absent person to the cover', async () => {
    const late = { tenant: 'lab', patientRef: 'Patient/away', dueBy: '2026-11-30', route: 'authorization' };
    const { case: opened } = await openCase(lab.store.db, aCase(late));
    expect((await desk()).overdue.cases.map(({ id }) => id)).toContain(opened.id);
    await act('supervisor', opened, { do: 'assign', to: 'Practitioner/s1' });
    expect((await desk()).load).toContainEqual(
      expect.objectContaining({
        who: expect.objectContaining({ ref: 'Practitioner/s1' }) as unknown,
        capacityPerDay: 4,
        overdue: 1,
      }),
    );
    const absence = { who: 'Practitioner/s1', from: '2026-12-01', until: '2026-12-04', cover: 'Practitioner/s2' };
    expect((await ask('supervisor', '/supervisor/absences', { ...absence, cover: 'Practitioner/s1' })).status).toBe(
      422,
    );
    expect((await ask('supervisor', '/supervisor/absences', { ...absence, until: '2026-11-30' })).status).toBe(422);
    expect((await ask('supervisor', '/supervisor/absences', { ...absence, who: 'Practitioner/nobody' })).status).toBe(
      422,
    );
    expect((await ask('supervisor', '/supervisor/absences', absence)).status).toBe(204);
    const [noted] = (await desk()).absences;
    const handed = bulkDone.parse(
      await (await ask('supervisor', `/supervisor/absences/${noted?.id ?? ''}/hand-over`, {})).json(),
    );
    expect(handed.done.map(({ owner }) => owner?.ref)).toContain('Practitioner/s2');
    expect(handed.undo).toBeDefined();
    expect((await ask('supervisor', `/supervisor/absences/${noted?.id ?? ''}`, undefined, 'DELETE')).status).toBe(204);
    expect((await desk()).absences).toEqual([]);
  });

  it('keeps the handoff of the shift', async () => {
    expect((await ask('supervisor', '/supervisor/handoffs', { note: '' })).status).toBe(400);
    expect((await ask('supervisor', '/supervisor/handoffs', { note: '<b>Call</b> Sunrise at 8' })).status).toBe(204);
    expect((await desk()).handoffs[0]).toMatchObject({ note: '<b>Call</b> Sunrise at 8' });
  });
});
