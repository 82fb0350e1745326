import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { eventsOfCase } from '../../../server/store/case-events.ts';
import type { AuthorizationCase } from '../../../server/store/cases.ts';
import { findCase } from '../../../server/store/cases.ts';
import { openCase } from '../../../server/store/open-case.ts';
import type { Store } from '../../../server/store/open-store.ts';
import type { Acting } from '../../../server/worklist/act-on-case.ts';
import { actOnCases, undoBatch } from '../../../server/worklist/act-on-case.ts';
import { escalateMissed } from '../../../server/worklist/escalate.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { aCase, NOON, TODAY } from './cases.ts';

const as = ({ db }: Store, ref: string, more: Partial<Acting> = {}): Acting => ({
  ...{ db, tenant: 'clinic', at: NOON, today: TODAY },
  actor: { ref: `Practitioner/${ref}`, isSupervisor: ref === 'boss' },
  isStaff: (person) => ['Practitioner/s1', 'Practitioner/s2'].includes(person),
  ...more,
});

describeOnBothEngines('What people do to a case', (database) => {
  let patients = 0;
  const newCase = async (more: Parameters<typeof aCase>[0] = {}): Promise<AuthorizationCase> =>
    (await openCase(database().store.db, aCase({ patientRef: `Patient/act-${String((patients += 1))}`, ...more })))
      .case;
  const now = async ({ id }: AuthorizationCase): Promise<AuthorizationCase | undefined> =>
    findCase(database().store.db, 'clinic', id);

  it('gives a case to one of twelve people who take it at once; the others hear that it is stale', async () => {
    const { store } = database();
    const work = await newCase();
    const people = Array.from({ length: 12 }, (_, n) => as(store, `taker-${String(n)}`));
    const outcomes = await Promise.all(people.map((person) => actOnCases(person, [work], { do: 'take' })));
    const won = outcomes.flatMap(({ results }) => results).filter(({ outcome }) => outcome.ok);
    expect(won).toHaveLength(1);
    const lost = outcomes.flatMap(({ results }) =>
      results.flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.problem])),
    );
    expect(lost).toEqual(Array.from({ length: 11 }, () => ({ kind: 'stale' })));
    expect((await eventsOfCase(store.db, 'clinic', work.id)).map(({ kind }) => kind)).toEqual(['assigned']);
    expect(await now(work)).toMatchObject({ state: 'assigned', version: work.version + 1 });
  });

  it('leaves a case in the hands of its owner; only they and a supervisor act on it', async () => {
    const { store } = database();
    const work = await newCase();
    const owned = (await actOnCases(as(store, 's1'), [work], { do: 'take' })).results[0]?.outcome;
    if (owned?.ok !== true) throw new Error('not taken');
    const snooze = { do: 'snooze', until: '2026-11-25' } as const;
    const refused = (await actOnCases(as(store, 's2'), [owned.value], snooze)).results[0]?.outcome;
    expect(refused).toEqual({ ok: false, problem: { kind: 'not-yours' } });
    const taken = (await actOnCases(as(store, 's2'), [owned.value], { do: 'take' })).results[0]?.outcome;
    expect(taken).toEqual({ ok: false, problem: { kind: 'stale' } });
    const moved = (await actOnCases(as(store, 'boss'), [owned.value], { do: 'assign', to: 'Practitioner/s2' })).results;
    expect(moved[0]?.outcome.ok).toBe(true);
    expect(await now(work)).toMatchObject({ owner: 'Practitioner/s2' });
  });

  it('goes to the senior specialist who was found for it, and stays where it is while nobody else is in', async () => {
    const { store } = database();
    const work = await newCase();
    const send = { do: 'send-to-senior' } as const;
    const nobody = (await actOnCases(as(store, 's1'), [work], send)).results[0]?.outcome;
    expect(nobody).toEqual({ ok: false, problem: { kind: 'unfit', message: 'No other senior specialist is in.' } });
    expect(await now(work)).toMatchObject({ owner: null, version: work.version });
    const found = as(store, 's1', {
      seniorFor: (_db, { id }) => Promise.resolve(id === work.id ? 'Practitioner/s2' : undefined),
    });
    expect((await actOnCases(found, [work], send)).results[0]?.outcome.ok).toBe(true);
    expect(await now(work)).toMatchObject({ owner: 'Practitioner/s2', state: 'assigned' });
  });

  it('sleeps at the longest until its visit, and not into the past', async () => {
    const { store } = database();
    const work = await newCase({ visitDate: '2026-12-15' });
    const snoozed = async (until: string) =>
      (await actOnCases(as(store, 's1'), [work], { do: 'snooze', until })).results[0]?.outcome.ok;
    expect(await snoozed('2026-12-16')).toBe(false);
    expect(await snoozed('2026-11-22')).toBe(false);
    expect(await snoozed('2026-12-15')).toBe(true);
  });

  it('is resolved only with the patient and visit that the page showed, on a day that has come', async () => {
    const { store } = database();
    const work = await newCase();
    const resolve = {
      do: 'resolve',
      outcome: 'approved',
      on: TODAY,
      patient: work.patient_ref,
      visitDate: work.visit_date,
    } as const;
    const attempt = async (more: object) =>
      (await actOnCases(as(store, 's1'), [work], { ...resolve, ...more })).results[0]?.outcome;
    expect(await attempt({ patient: 'Patient/other' })).toMatchObject({ ok: false, problem: { kind: 'unfit' } });
    expect(await attempt({ visitDate: '2026-12-16' })).toMatchObject({ ok: false, problem: { kind: 'unfit' } });
    expect(await attempt({ on: '2026-11-23' })).toMatchObject({ ok: false, problem: { kind: 'unfit' } });
    expect(await attempt({})).toMatchObject({ ok: true });
    expect(await now(work)).toMatchObject({
      state: 'resolved',
      outcome: 'approved',
      outcome_on: TODAY,
      closed_by: 'Practitioner/s1',
    });
  });

  it('can be undone as it was, by whoever did it, unless somebody has changed it since', async () => {
    const { store } = database();
    const [first, second] = [await newCase(), await newCase()];
    const { batch } = await actOnCases(as(store, 'boss'), [first, second], { do: 'assign', to: 'Practitioner/s1' });
    const [, later] = [first, await now(second)];
    if (later === undefined) throw new Error('gone');
    await actOnCases(as(store, 's1'), [later], { do: 'wait', for: 'a letter' });
    expect(await undoBatch(as(store, 's2'), batch)).toBeUndefined();
    const undone = await undoBatch(as(store, 'boss'), batch);
    expect(undone?.results.map(({ outcome }) => outcome.ok)).toEqual([true, false]);
    expect(await now(first)).toMatchObject({ state: 'open', owner: null });
    expect(await now(second)).toMatchObject({ state: 'waiting', owner: 'Practitioner/s1' });
    const old = as(store, 'boss', { at: new Date(NOON.getTime() + 31 * 60_000) });
    expect(await undoBatch(old, batch)).toBeUndefined();
  });

  it('comes back from resolved by undo, but not beside a newer open case of the same work', async () => {
    const { store } = database();
    const work = await newCase();
    const resolve = {
      do: 'resolve',
      outcome: 'denied',
      on: TODAY,
      patient: work.patient_ref,
      visitDate: work.visit_date,
    } as const;
    const { batch } = await actOnCases(as(store, 's1'), [work], resolve);
    await undoBatch(as(store, 's1'), batch);
    const back = await now(work);
    expect(back).toMatchObject({ state: 'open', outcome: null, closed_at: null });
    if (back === undefined) throw new Error('gone');
    const again = await actOnCases(as(store, 's1'), [back], resolve);
    await openCase(store.db, aCase({ patientRef: work.patient_ref }));
    expect((await undoBatch(as(store, 's1'), again.batch))?.results[0]?.outcome).toMatchObject({ ok: false });
  });

  it('has a history that nobody can rewrite', async () => {
    const { store } = database();
    const work = await newCase();
    await actOnCases(as(store, 's1'), [work], { do: 'note', text: 'Called the payer' });
    const [event] = await eventsOfCase(store.db, 'clinic', work.id);
    expect(event).toMatchObject({ kind: 'note', detail: { text: 'Called the payer' }, actor: 'Practitioner/s1' });
    expect(await now(work)).toMatchObject({ version: work.version });
    await expect(sql`update case_event set kind = 'x' where case_id = ${work.id}`.execute(store.db)).rejects.toThrow(
      /append-only/,
    );
    await expect(sql`delete from case_event where case_id = ${work.id}`.execute(store.db)).rejects.toThrow(
      /append-only/,
    );
  });

  it('is written into the audit chain with before and after', async () => {
    const { store } = database();
    const work = await newCase();
    await actOnCases(as(store, 's1'), [work], { do: 'take' });
    const { rows } = await sql<{ body: unknown }>`select b.body from audit_event e join audit_body b on b.id = e.body_id
      where e.kind = 'case-change' and b.body ->> 'case' = ${work.id}`.execute(store.db);
    expect(rows).toMatchObject([{ body: { before: { owner: null }, after: { owner: 'Practitioner/s1' } } }]);
  });

  it('is escalated once for each due day that was missed', async () => {
    const { store } = database();
    const tenant = `late-${String((patients += 1))}`;
    const late = (await openCase(store.db, aCase({ tenant, dueBy: '2026-11-21' }))).case;
    await openCase(store.db, aCase({ tenant, patientRef: 'Patient/in-time', dueBy: TODAY }));
    expect(await escalateMissed(store.db, { tenant, today: TODAY, at: NOON })).toBe(1);
    expect(await escalateMissed(store.db, { tenant, today: TODAY, at: NOON })).toBe(0);
    expect(await findCase(store.db, tenant, late.id)).toMatchObject({
      escalated_on: '2026-11-21',
      version: late.version,
    });
  });

  it('keeps a due day that has passed, however often it is decided again, until visit or route change', async () => {
    const { store } = database();
    const patientRef = 'Patient/overdue';
    await openCase(store.db, aCase({ patientRef, dueBy: '2026-11-20' }));
    const again = await openCase(store.db, aCase({ patientRef, dueBy: '2026-11-23' }));
    expect(again.case).toMatchObject({ due_by: '2026-11-20', due_rank: '2026-11-20', version: 1 });
    const moved = await openCase(store.db, aCase({ patientRef, dueBy: '2026-11-23', visitDate: '2026-12-20' }));
    expect(moved.case).toMatchObject({ due_by: '2026-11-23', due_rank: '2026-11-23', version: 2 });
  });
});
