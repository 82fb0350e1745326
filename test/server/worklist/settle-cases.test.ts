import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Decision } from '../../../domain/decision/decision.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { eventsOfCase } from '../../../server/store/case-events.ts';
import type { AuthorizationCase } from '../../../server/store/cases.ts';
import { openCasesOf } from '../../../server/store/cases.ts';
import { decisionsIn } from '../../../server/store/decisions.ts';
import { lastDecisionId } from '../../../server/store/last-decision.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { openSweeper } from '../../../server/sweep/sweep.job.ts';
import { actOnCases } from '../../../server/worklist/act-on-case.ts';
import { caseOpener } from '../../../server/worklist/case-opener.ts';
import { aDose, anAdministration, anOrder, HCPCS } from '../../support/fhir-builders.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import type { Ehr } from '../sweep/ehr-lab.ts';
import { aCourse, aSweepDesk, aVisitOf, openEhr, outside, tenantOf, TODAY } from '../sweep/ehr-lab.ts';

const STAFF = [
  { id: 'Practitioner/a1', roles: ['authorization-specialist' as const], capacityPerDay: 4 },
  { id: 'Practitioner/s1', roles: ['senior-specialist' as const], capacityPerDay: 4 },
];

beforeAll(() => {
  outside.listen({ onUnhandledRequest: 'bypass' });
});
afterAll(() => {
  outside.close();
});

let tenants = 0;

describeOnBothEngines('From a decision to the worklist', (database) => {
  let ehr: Ehr;
  let store: Store;
  let tenant: string;
  const sweep = async (days = 0, more: object = {}, today = TODAY): Promise<void> => {
    const later = (): Date => new Date(Date.now() + days * 86_400_000 + (tenants += 1));
    const run = await openSweeper(aSweepDesk(store, { ...tenantOf(tenant, ehr.key), ...more }, later, today)).sweep({
      tenant,
    });
    expect(run.state).toBe('done');
  };
  const open = async (): Promise<AuthorizationCase> => {
    const [first] = await openCasesOf(store.db, tenant, 'Patient/p1');
    if (first === undefined) throw new Error('no case');
    return first;
  };
  const boss = () => ({
    ...{ db: store.db, tenant, at: new Date(), today: TODAY, isStaff: () => true },
    actor: { ref: 'Practitioner/boss', isSupervisor: true },
  });

  beforeEach(async () => {
    ehr = await openEhr();
    ({ store } = database());
    tenant = `settle-${String((tenants += 1))}`;
    ehr.put(...aCourse(1));
  });

  it('gives a critical case an owner, and says in its history what was done', async () => {
    await sweep(0, { staff: STAFF });
    const work = await open();
    expect(work).toMatchObject({ state: 'assigned', gravity_rank: 0 });
    expect(STAFF.map(({ id }) => id)).toContain(work.owner);
    expect(work.due_by).not.toBeNull();
    const history = await eventsOfCase(store.db, tenant, work.id);
    expect(history.map(({ kind }) => kind)).toEqual(['opened', 'assigned']);
  });

  it('holds few decisions at a time, however many wait, and reads the others from the store when it is their turn', async () => {
    await sweep();
    const id = (await lastDecisionId(store.db, tenant, 'Patient/p1')) ?? '';
    const kept = await decisionsIn(store.db).findDecision(tenant, id);
    if (kept === undefined) throw new Error('no decision');
    const other = `${tenant}-other`;
    const real = {
      ...{ decisionId: id, tenant: other, at: new Date(), settles: false },
      decision: exactJson.parse(kept.decision) as Decision,
      snapshot: exactJson.parse(kept.snapshot) as Snapshot,
    };
    const quiet = { ...real, decision: { ...real.decision, visits: [] } };
    const asked: string[] = [];
    const findDecision = (tenantId: string, decision: string) => {
      asked.push(`${tenantId} ${decision}`);
      return Promise.resolve(kept);
    };
    const opener = caseOpener({ db: store.db, decisions: { findDecision }, log: silentLog });
    for (let call = 0; call < 64; call += 1) opener.open(quiet);
    opener.open(real);
    expect(opener.waiting).toBe(65);
    await opener.drain();
    expect(asked).toEqual([`${other} ${id}`]);
    expect(opener.waiting).toBe(0);
    expect(await openCasesOf(store.db, other, 'Patient/p1')).not.toEqual([]);
  });

  it('stops waiting for the worklist when it must, and says that the next sweep does the rest', async () => {
    const said: string[] = [];
    const log = { ...silentLog, error: (event: string) => said.push(event) };
    const never = { db: store.db, decisions: { findDecision: () => Promise.resolve(undefined) }, log };
    const opener = caseOpener(never);
    const decision = { today: TODAY, visits: [] } as unknown as Decision;
    const snapshot = { patient: { ref: 'Patient/p1' } } as unknown as Snapshot;
    for (let call = 0; call < 3; call += 1)
      opener.open({ decisionId: 'd', tenant, decision, snapshot, at: new Date() });
    await opener.drain(0);
    expect(said).toEqual(['cases left to the next sweep']);
  });

  it('marks what was opened while the tenant was silent', async () => {
    await sweep(0, { cards: { ...tenantOf(tenant, ehr.key).cards, silent: true } });
    expect(await open()).toMatchObject({ opened_silently: true });
  });

  it('leaves alone what a person settled while the record does not show it yet, for three days', async () => {
    await sweep();
    const work = await open();
    const resolve = {
      do: 'resolve',
      outcome: 'approved',
      on: TODAY,
      patient: work.patient_ref,
      visitDate: work.visit_date,
    } as const;
    await actOnCases(boss(), [work], resolve);
    await sweep(1);
    expect(await openCasesOf(store.db, tenant, 'Patient/p1')).toEqual([]);
    await sweep(4);
    expect((await open()).id).not.toBe(work.id);
  });

  it('leaves the case of a draft where it is when the booked visit of that day has its own, and keeps the patient', async () => {
    await sweep();
    const work = await open();
    await sql`insert into authorization_case
      select (jsonb_populate_record(known, ${JSON.stringify({ id: `draft-${tenant}`, appointment_key: 'draft 1' })}::jsonb)).*
      from authorization_case known where tenant = ${tenant} and id = ${work.id}`.execute(store.db);
    // A hook may have looked at the booked visit before any sweep did.
    await store.db.deleteFrom('visit_standing').where('tenant', '=', tenant).execute();
    await sweep();
    const keys = (await openCasesOf(store.db, tenant, 'Patient/p1')).map((one) => one.appointment_key);
    expect(keys.sort()).toEqual([work.appointment_key, 'draft 1']);
    expect(await store.db.selectFrom('visit_standing').selectAll().where('tenant', '=', tenant).execute()).toHaveLength(
      1,
    );
  });

  it('keeps that a visit with an open case was moved to another day', async () => {
    await sweep();
    const work = await open();
    ehr.put(aVisitOf(1, { start: '2026-12-22T09:00:00-05:00' }));
    await sweep();
    expect(await open()).toMatchObject({ id: work.id, visit_date: '2026-12-22' });
    const moved = await store.db.selectFrom('visit_reschedule').selectAll().where('tenant', '=', tenant).execute();
    expect(moved).toMatchObject([{ case_id: work.id, from_date: '2026-12-15', to_date: '2026-12-22' }]);
  });

  it('keeps how the authorization stood on the day of service; what was seen at check-in is final', async () => {
    const start = `${TODAY}T09:00:00-05:00`;
    ehr.put(...aCourse(1, { start }));
    await sweep();
    const stood = () => store.db.selectFrom('service_start').selectAll().where('tenant', '=', tenant).execute();
    expect(await stood()).toMatchObject([{ state: 'missing', at_check_in: false }]);
    ehr.put(aVisitOf(1, { start, status: 'arrived' }));
    await sweep();
    expect(await stood()).toMatchObject([{ state: 'missing', at_check_in: true }]);
    ehr.put(...aCourse(1, { start, status: 'arrived' }, 'Open Health'));
    await sweep();
    expect(await stood()).toMatchObject([{ state: 'missing', at_check_in: true }]);
  });

  it('tells the owner that the record changed under their case', async () => {
    await sweep();
    const work = await open();
    await actOnCases(boss(), [work], { do: 'take' });
    ehr.put(aVisitOf(1, { start: '2026-12-22T09:00:00-05:00' }));
    await sweep();
    expect((await open()).news).not.toBeNull();
  });

  it.each([
    [
      'to another drug',
      { medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J1745' }], text: 'Remicade' } },
    ],
    ['to twice the dose', { dosageInstruction: [aDose(400, 'mg')] }],
  ])(
    'decides every later visit again when an order is changed %s after booking, and tells the owner',
    async (_, order) => {
      ehr.put(aVisitOf(1, { id: 'a1-later', start: '2027-01-05T09:00:00-05:00' }));
      await sweep();
      const work = await open();
      await actOnCases(boss(), [work], { do: 'take' });
      const standings = () =>
        store.db
          .selectFrom('visit_standing')
          .select(['appointment', 'decision_id'])
          .where('tenant', '=', tenant)
          .where('patient_ref', '=', 'Patient/p1')
          .orderBy('appointment')
          .execute();
      const before = await standings();
      ehr.put(anOrder({ id: 'm1', subject: { reference: 'Patient/p1' }, ...order }));
      await sweep();
      const after = await standings();
      expect(before.map(({ appointment }) => appointment)).toEqual(['Appointment/a1', 'Appointment/a1-later']);
      expect(after.map(({ appointment }) => appointment)).toEqual(before.map(({ appointment }) => appointment));
      expect(after.filter(({ decision_id }, at) => decision_id === before[at]?.decision_id)).toEqual([]);
      const told = await openCasesOf(store.db, tenant, 'Patient/p1');
      expect(told.find(({ id }) => id === work.id)?.news).toEqual(expect.any(String));
    },
  );

  it('opens a case for a dose given without an authorization whose drug is not booked again, and closes it', async () => {
    await sweep();
    const before = await open();
    const taken = { id: 'g1', effectiveDateTime: '2026-12-01T10:00:00-05:00' };
    ehr.put(aVisitOf(1, { start: '2026-12-01T09:00:00-05:00', status: 'fulfilled' }), anAdministration(taken));
    await sweep();
    const cases = await openCasesOf(store.db, tenant, 'Patient/p1');
    expect(cases.map((one) => one.appointment_key)).toContain('given J9271');
    const work = cases.find((one) => one.appointment_key === 'given J9271');
    expect(work).toMatchObject({ visit_date: '2026-12-01', route: 'authorization', hcpcs: 'J9271' });
    expect(work?.due_by).not.toBeNull();
    expect(work?.opened_by_decision).not.toBeNull();
    expect(before.appointment_key).toBe('Appointment/a1');
    ehr.put(anAdministration({ ...taken, status: 'entered-in-error' }));
    await sweep();
    const left = await openCasesOf(store.db, tenant, 'Patient/p1');
    expect(left.map((one) => one.appointment_key)).not.toContain('given J9271');
  });

  it('finds a dose that was charted two weeks late though nothing is booked any more, and never loses it', async () => {
    ehr.put(...aCourse(1, { start: `${TODAY}T09:00:00-05:00` }));
    await sweep();
    ehr.put(aVisitOf(1, { start: `${TODAY}T09:00:00-05:00`, status: 'fulfilled' }));
    await sweep(0, {}, '2026-12-02');
    const doseCases = async () =>
      (await openCasesOf(store.db, tenant, 'Patient/p1')).filter(({ appointment_key: key }) => key === 'given J9271');
    expect(await doseCases()).toEqual([]);
    ehr.put(anAdministration({ id: 'g1', effectiveDateTime: `${TODAY}T10:00:00-05:00` }));
    await sweep(0, {}, '2026-12-15');
    expect(await doseCases()).toMatchObject([{ visit_date: TODAY, state: 'open' }]);
    // Decisions do not look back so far any more; nobody has said that it is settled.
    await sweep(0, {}, '2027-01-30');
    expect(await doseCases()).toMatchObject([{ visit_date: TODAY, state: 'open' }]);
  });
});
