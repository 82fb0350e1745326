import { mkdtempSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { board } from '../../../api-contract/board.schema.ts';
import { changes } from '../../../api-contract/changes.schema.ts';
import { decisionView } from '../../../api-contract/decision-view.schema.ts';
import type { Readiness } from '../../../api-contract/readiness.schema.ts';
import { readiness } from '../../../api-contract/readiness.schema.ts';
import { readinessShelf } from '../../../server/board/readiness-shelf.ts';
import { keepAll } from '../../../server/board/readiness.job.ts';
import { viewsOfPatient } from '../../../server/store/audit.ts';
import { loadSecretKey } from '../../../server/store/secret-key.ts';
import { openSweeper } from '../../../server/sweep/sweep.job.ts';
import { aCourse, aSweepDesk, aVisitOf, openEhr, outside, tenantOf } from '../sweep/ehr-lab.ts';
import type { Ehr } from '../sweep/ehr-lab.ts';
import { aKey, openLab } from './hook-lab.ts';
import type { Lab } from './hook-lab.ts';

let ehr: Ehr;
let lab: Lab;
const sweep = () => openSweeper(aSweepDesk(lab.store, tenantOf('lab', ehr.key))).sweep({ tenant: 'lab' });
const soon = (time: string): { readonly start: string } => ({ start: `2026-12-03T${time}-05:00` });

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  lab = await openLab(await aKey('ES384', 'es'));
  ehr = await openEhr();
  ehr.put(...aCourse(1, soon('09:00:00')), ...aCourse(2, soon('08:00:00'), 'Open Health'));
  ehr.put(...aCourse(3, { start: '2026-12-20T09:00:00-05:00' }));
  await sweep();
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

const NOON = new Date('2026-12-01T17:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
const SPAN = '?from=2026-12-01&to=2026-12-07';
const boardFor = async (bearer: string, query = SPAN) =>
  board.parse(await (await lab.api(bearer, 'GET', `/api/board${query}`)).json());

describe('the board', () => {
  it('shows the swept visits of its days by hour, each with state, drug, payer and the time of the look', async () => {
    const { visits, lastSweep, showsDollars } = await boardFor(await lab.signIn('scheduler'));
    expect(visits.map(({ appointment, state, payer }) => [appointment, state, payer])).toEqual([
      ['Appointment/a2', 'confirmed', 'Open Health'],
      ['Appointment/a1', 'action-needed', 'Sunrise Health Plan'],
    ]);
    expect(visits[1]).toMatchObject({ start: '2026-12-03T09:00:00-05:00', stale: false, drugs: [{ hcpcs: 'J9271' }] });
    expect(visits[1]?.evaluatedAt).toBeDefined();
    expect(lastSweep).toMatchObject({ from: '2026-12-01' });
    expect(showsDollars).toBe(false);
  });

  it('shows dollars to authorization staff and to nobody else, and no page to an infusion nurse', async () => {
    const ofScheduler = await lab.api(await lab.signIn('scheduler'), 'GET', `/api/board${SPAN}`);
    expect(await ofScheduler.text()).not.toMatch(/atRisk|\$/);
    const { visits } = await boardFor(await lab.signIn('authorization-specialist'));
    expect(visits[1]?.atRisk).toMatch(/^\d+\.\d\d$/);
    expect((await lab.api(await lab.signIn('infusion-nurse'), 'GET', `/api/board${SPAN}`)).status).toBe(403);
  });

  it('claims nothing about mixing where the pharmacy records none', async () => {
    const { visits } = await boardFor(await lab.signIn('pharmacist'));
    expect(visits.map(({ mixing }) => mixing)).toEqual([undefined, undefined]);
  });

  it('shows another hour after the next sweep, though nothing else is news', async () => {
    ehr.put(aVisitOf(2, soon('14:30:00')));
    expect((await sweep()).report).toMatchObject({ changes: { new: 0, changed: 0 } });
    const { visits } = await boardFor(await lab.signIn('scheduler'));
    expect(visits.at(-1)).toMatchObject({ appointment: 'Appointment/a2', start: '2026-12-03T14:30:00-05:00' });
  });

  it('turns a result grey that is more than a day old: not at 24 hours, and with the next second', async () => {
    const lookedAt = await lab.store.db
      .selectFrom('visit_standing')
      .select(['appointment', 'evaluated_at'])
      .where('tenant', '=', 'lab')
      .where('appointment', 'in', ['Appointment/a1', 'Appointment/a2'])
      .execute();
    const agoOf = async (appointment: string, ms: number) => {
      await lab.store.db
        .updateTable('visit_standing')
        .set({ evaluated_at: new Date(NOON.getTime() - ms) })
        .where('tenant', '=', 'lab')
        .where('appointment', '=', appointment)
        .execute();
    };
    await agoOf('Appointment/a1', DAY_MS);
    await agoOf('Appointment/a2', DAY_MS + 1000);
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    try {
      const { visits } = await boardFor(await lab.signIn('scheduler'));
      expect(new Map(visits.map(({ appointment, stale }) => [appointment, stale]))).toEqual(
        new Map([
          ['Appointment/a1', false],
          ['Appointment/a2', true],
        ]),
      );
    } finally {
      vi.useRealTimers();
      for (const { appointment, evaluated_at } of lookedAt)
        await agoOf(appointment, NOON.getTime() - evaluated_at.getTime());
    }
  });

  it.each([
    ['without days', '', 'from'],
    ['with the end before the start', '?from=2026-12-07&to=2026-12-01', 'to'],
    ['with more than a month', '?from=2026-12-01&to=2027-01-01', 'to'],
    ['with a day that is none', '?from=2026-02-30&to=2026-03-01', 'from'],
  ])('refuses a question %s and names the field', async (_name, query, path) => {
    const response = await lab.api(await lab.signIn('scheduler'), 'GET', `/api/board${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-request', path } });
  });

  it('takes a span of a month', async () => {
    expect((await boardFor(await lab.signIn('scheduler'), '?from=2026-12-01&to=2026-12-31')).visits).toHaveLength(3);
  });
});

describe('a decision of the board', () => {
  const decisionOf = async (appointment: string): Promise<string> =>
    (await boardFor(await lab.signIn('scheduler'), '?from=2026-12-01&to=2026-12-31')).visits.find(
      (visit) => visit.appointment === appointment,
    )?.decision ?? '';
  const open = async (bearer: string, id: string): Promise<Response> =>
    lab.api(bearer, 'GET', `/api/board/decisions/${id}`);

  it('opens without a patient in context, and the look is recorded', async () => {
    const id = await decisionOf('Appointment/a1');
    const response = await open(await lab.signIn('scheduler', { user: 'Practitioner/n7' }), id);
    expect(decisionView.parse(await response.json())).toMatchObject({ id, decidedBy: { kind: 'sweep' } });
    const [view] = await viewsOfPatient(lab.store.db, 'lab', 'Patient/p1');
    expect(view).toMatchObject({ actor: 'Practitioner/n7', body: { decision: id, page: 'board' } });
  });

  it('of another patient is refused where a chart is open, and of the same one is not', async () => {
    const id = await decisionOf('Appointment/a1');
    const other = await open(await lab.signIn('scheduler', { patientRef: 'Patient/p2' }), id);
    expect(other.status).toBe(403);
    expect(await other.json()).toMatchObject({ error: { code: 'wrong-patient' } });
    expect((await open(await lab.signIn('scheduler', { patientRef: 'Patient/p1' }), id)).status).toBe(200);
  });

  it('does not exist for another tenant, for a role without the board it is forbidden', async () => {
    const id = await decisionOf('Appointment/a1');
    await lab.store.db.updateTable('cds_call').set({ tenant: 'other' }).where('id', '=', id).execute();
    expect((await open(await lab.signIn('scheduler'), id)).status).toBe(404);
    await lab.store.db.updateTable('cds_call').set({ tenant: 'lab' }).where('id', '=', id).execute();
    expect((await open(await lab.signIn('infusion-nurse'), id)).status).toBe(403);
  });
});

describe('the page of changes', () => {
  it('says of a visit what it was and what it is', async () => {
    ehr.put(...aCourse(1, soon('09:00:00'), 'Open Health'));
    await sweep();
    const bearer = await lab.signIn('authorization-specialist');
    const found = changes.parse(await (await lab.api(bearer, 'GET', '/api/changes')).json());
    const visit = found.visits.find(({ appointment }) => appointment === 'Appointment/a1');
    expect(found.since).toBe('2026-11-30');
    expect(visit).toMatchObject({ state: 'confirmed', patient: { ref: 'Patient/p1' } });
    expect(visit?.changes.map(({ kind }) => kind)).toEqual(['changed', 'new']);
    expect(visit?.changes[0]?.words).toContainEqual(
      expect.objectContaining({ kind: 'drug', before: 'missing', after: 'not-required' }),
    );
    expect(visit?.changes[0]?.words).toContainEqual({
      ...{ kind: 'payer', what: '' },
      ...{ before: 'Sunrise Health Plan', after: 'Open Health' },
    });
    ehr.put(...aCourse(1, soon('09:00:00')));
    await sweep();
  });

  it('is not for a role that does not have it', async () => {
    expect((await lab.api(await lab.signIn('pharmacist'), 'GET', '/api/changes')).status).toBe(403);
  });
});

describe('the readiness list', () => {
  const listFor = async (bearer: string): Promise<Readiness> =>
    readiness.parse(await (await lab.api(bearer, 'GET', '/api/readiness')).json());

  it('answers for today and three business days, with the day on which the answer is due', async () => {
    const list = await listFor(await lab.signIn('charge-nurse', { user: 'Practitioner/c1' }));
    expect(list.source).toBe('live');
    expect(list.days.map(({ date, answerBy }) => [date, answerBy])).toEqual([
      ['2026-12-01', '2026-11-27'],
      ['2026-12-02', '2026-11-30'],
      ['2026-12-03', '2026-12-01'],
      ['2026-12-04', '2026-12-02'],
    ]);
    expect(list.days[2]?.visits.map(({ appointment, answer }) => [appointment, answer])).toEqual([
      ['Appointment/a1', 'no-go'],
      ['Appointment/a2', 'go'],
    ]);
    expect(list.days[2]?.visits[0]?.case).toMatchObject({ route: expect.any(String) as string });
  });

  it('calls an old confirmation no go: cannot tell, after a day and not before', async () => {
    const evaluated = async (hoursAgo: number): Promise<string | undefined> => {
      const at = new Date(Date.now() - hoursAgo * 3_600_000);
      await lab.store.db
        .updateTable('visit_standing')
        .set({ evaluated_at: at })
        .where('appointment', '=', 'Appointment/a2')
        .execute();
      const list = await listFor(await lab.signIn('charge-nurse'));
      return list.days[2]?.visits.find(({ appointment }) => appointment === 'Appointment/a2')?.answer;
    };
    expect(await evaluated(23.9)).toBe('go');
    expect(await evaluated(24.1)).toBe('cannot-tell');
    expect(await evaluated(0)).toBe('go');
  });

  it('names a patient who could not be read instead of leaving the visit out', { timeout: 90_000 }, async () => {
    ehr.put(...aCourse(4, soon('10:00:00')));
    ehr.record.delete('Patient/p4');
    await sweep();
    const { notEvaluated } = await boardFor(await lab.signIn('scheduler'));
    expect(notEvaluated).toMatchObject([{ patient: { ref: 'Patient/p4' }, why: expect.any(String) as string }]);
  });

  it('is kept sealed, for its owner alone, and read only with the key', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chairready-shelf-'));
    const shelf = readinessShelf(folder, await loadSecretKey(folder, {}));
    const list = await listFor(await lab.signIn('charge-nurse'));
    await shelf.keep('lab', list);
    await shelf.keep('lab', list);
    expect(await readdir(join(folder, 'readiness'))).toEqual(['lab.sealed']);
    expect(statSync(join(folder, 'readiness', 'lab.sealed')).mode & 0o777).toBe(0o600);
    expect(await shelf.last('lab')).toEqual(list);
    const other = mkdtempSync(join(tmpdir(), 'chairready-shelf-'));
    expect(await readinessShelf(folder, await loadSecretKey(other, {})).last('lab')).toBeUndefined();
    expect(await shelf.last('elsewhere')).toBeUndefined();
  });

  it('opens with the database down for who was signed in here, says its time, and for nobody else', async () => {
    const [known, nurse] = [await lab.signIn('charge-nurse'), await lab.signIn('infusion-nurse')];
    const unseen = await lab.signIn('charge-nurse');
    const live = await listFor(known);
    await lab.api(nurse, 'GET', '/api/session');
    await keepAll(lab.readiness);
    // A fault of ours is not called an absence.
    await sql`alter table visit_standing rename to visit_standing_away`.execute(lab.store.db);
    expect(await listFor(known)).toMatchObject({ source: 'kept', keptFor: 'fault' });
    await sql`alter table visit_standing_away rename to visit_standing`.execute(lab.store.db);
    await lab.store.close();

    const kept = await listFor(known);
    expect(kept).toMatchObject({ source: 'kept', keptFor: 'away', today: live.today });
    expect(kept.days).toEqual(live.days);
    expect((await lab.api(unseen, 'GET', '/api/readiness')).status).toBe(503);
    expect((await lab.api(nurse, 'GET', '/api/readiness')).status).toBe(403);
    expect(lab.readiness.owedViews.next()).toMatchObject({ body: { page: 'readiness', kept: kept.madeAt } });
  });
});
