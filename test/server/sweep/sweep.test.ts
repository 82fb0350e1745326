import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { countLocalCases } from '../../../server/imports/count-local-cases.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import { addDays, plainDate } from '../../../domain/kernel/plain-date.ts';
import { keepStatement } from '../../../server/store/attestations.ts';
import { findCase, openCasesOf } from '../../../server/store/cases.ts';
import { assignCase, changeCase } from '../../../server/store/change-case.ts';
import { decidedRequests, decidedRequestsStamp } from '../../../server/store/decided-requests.ts';
import { scheduleRun, type JobRun } from '../../../server/store/jobs.ts';
import { changesSince, standingsOfPatient } from '../../../server/store/standings.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { openSweeper, type Sweeper } from '../../../server/sweep/sweep.job.ts';
import { aClaimResponse, aPatient, aReviewedItem, authorizedDetail } from '../../support/fhir-builders.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import type { Ehr, InForce } from './ehr-lab.ts';
import { aCourse, aDeskWithLedger, aSweepDesk, aVisitOf, openEhr, outside, tenantOf, TODAY } from './ehr-lab.ts';

beforeAll(() => {
  outside.listen({ onUnhandledRequest: 'bypass' });
});
afterAll(() => {
  outside.close();
});

const SAM = { ref: 'Practitioner/s1', role: 'authorization' };

let tenants = 0;

const KEPT = [
  'authorization_case',
  'case_event',
  'patient_identity',
  'visit_standing',
  'visit_change',
  'service_start',
];
const PASSING = 'id|case_id|case|tenant|run_id|decision_id|decision|opened_by_decision|.*_at|at';

/** Every row that sweeps have kept of a tenant, without what differs from run to run and without one patient. */
async function keptWords({ db }: Store, tenant: string, without: string): Promise<Readonly<Record<string, unknown>>> {
  const words: Record<string, unknown> = {};
  for (const table of KEPT) {
    const { rows } = await sql<{ row: string }>`
      select regexp_replace(to_jsonb(t)::text, ${`"(${PASSING})": ("[^"]*"|[0-9]+|null)`}, '', 'g') as row
      from ${sql.table(table)} t where tenant = ${tenant}
        and to_jsonb(t)::text not like ${`%/${without}"%`} and ${sql.raw(table === 'case_event' ? `case_id not in (select id from authorization_case where patient_ref = 'Patient/${without}')` : 'true')}`.execute(
      db,
    );
    words[table] = rows.map(({ row }) => row).sort();
  }
  const { rows } = await sql<{ outcome: string }>`
    select patient_ref || ' ' || outcome || ' ' || visits || ' ' || changed as outcome
    from sweep_patient join job_run on job_run.id = run_id
    where tenant = ${tenant} and patient_ref <> ${`Patient/${without}`}`.execute(db);
  return { ...words, outcomes: rows.map(({ outcome }) => outcome).sort() };
}

describeOnBothEngines('The sweep', (database) => {
  let ehr: Ehr;
  let store: Store;
  let tenant: string;
  let sweeper: Sweeper;
  const anotherProcess = (): Sweeper => openSweeper(aSweepDesk(store, tenantOf(tenant, ehr.key)));
  const sweep = (by = sweeper): Promise<JobRun> => by.sweep({ tenant });

  beforeEach(async () => {
    ehr = await openEhr();
    ({ store } = database());
    tenant = `tenant-${String((tenants += 1))}`;
    sweeper = anotherProcess();
    ehr.put(...aCourse(1), ...aCourse(2), ...aCourse(3, {}, 'Open Health'));
  });

  const openCases = async (n: number) => openCasesOf(store.db, tenant, `Patient/p${String(n)}`);

  it('decides every patient with a booked visit, keeps it, and opens the cases that it calls for', async () => {
    const run = await sweep();
    expect(run.state).toBe('done');
    expect(run.report).toMatchObject({
      ...{ how: 'date', appointments: 3, patients: 3, visits: 3, kept: 3, unchanged: 0, failed: [] },
      ...{ changes: { new: 3, changed: 0, gone: 0 }, cases: { opened: 2, updated: 0, moved: 0, closed: 0 } },
    });
    const [work] = await openCases(1);
    expect(work).toMatchObject({ appointment_key: 'Appointment/a1', order_ref: 'MedicationRequest/m1', state: 'open' });
    const kept = await store.decisions.findDecision(tenant, work?.opened_by_decision ?? '');
    expect(kept).toMatchObject({ service: 'sweep', patientRef: 'Patient/p1' });
    expect(await openCases(3)).toEqual([]);
  });

  it('keeps the first answer of a payer that stands in the record, so that odds learn without a file', async () => {
    const granted = authorizedDetail('J9271', 400);
    const answer = (n: number, code: string) =>
      aClaimResponse({
        ...{ id: `r${String(n)}`, patient: { reference: `Patient/p${String(n)}` } },
        item: [aReviewedItem(code, { number: `AUTH000${String(n)}`, detail: granted })],
      });
    ehr.put(...aCourse(3), answer(1, 'A1'), answer(2, 'A3'), answer(3, 'A4'));
    await sweep();
    const learned = async () =>
      countLocalCases(await decidedRequests(store.db))
        .get(tenant)
        ?.map(({ payer, hcpcs, decided, approved }) => [payer.names[0], hcpcs, decided, approved]);
    expect(await learned()).toEqual([['Sunrise Health Plan', 'J9271', 2, 1]]);
    const before = await decidedRequestsStamp(store.db);
    // An appeal changes the answer in its place; what was awaited is answered.
    ehr.put(answer(2, 'A1'), answer(3, 'A1'));
    await sweep();
    expect(await learned()).toEqual([['Sunrise Health Plan', 'J9271', 3, 2]]);
    expect(await decidedRequestsStamp(store.db)).not.toBe(before);
  });

  it('makes nothing of a second look that finds nothing new', async () => {
    let ended = 0;
    await sweep(openSweeper({ ...aSweepDesk(store, tenantOf(tenant, ehr.key)), swept: () => void (ended += 1) }));
    // Whoever reads decisions is told that there are new ones.
    expect(ended).toBe(1);
    const before = await openCases(1);
    const again = await sweep();
    expect(again.report).toMatchObject({
      kept: 0,
      unchanged: 3,
      cases: { opened: 0, updated: 0, moved: 0, closed: 0 },
    });
    expect(await openCases(1)).toEqual(before);
  });

  it('decides nobody again of whom all is as it was, and everybody of whom anything is not', async () => {
    const inForce: InForce = { today: TODAY, policiesVersion: 'lab', localCases: new Map() };
    const desk = aDeskWithLedger(store, tenantOf(tenant, ehr.key), inForce);
    const decided: string[] = [];
    const { decide } = desk.assessor;
    const assessor: typeof desk.assessor = {
      ...desk.assessor,
      decide: (snapshot) => {
        decided.push(snapshot.patient.ref);
        return decide(snapshot);
      },
    };
    const process = openSweeper({ ...desk, assessor });
    /** Who was decided, and how many were as before. */
    const look = async (by = process) => {
      decided.length = 0;
      const { report } = await sweep(by);
      expect(report).toMatchObject({ failed: [], patients: 3 });
      const { kept, unchanged, asBefore } = report as Readonly<Record<'kept' | 'unchanged' | 'asBefore', number>>;
      expect([kept + unchanged, decided.length]).toEqual([3, 3 - asBefore]);
      return decided.map((ref) => ref.slice('Patient/'.length)).sort();
    };
    const lookedAt = async () => {
      const rows = await store.db.selectFrom('visit_standing').selectAll().where('tenant', '=', tenant).execute();
      return rows.map(({ evaluated_at }) => evaluated_at.getTime());
    };
    const everybody = ['p1', 'p2', 'p3'];
    for (const expected of [everybody, [], []]) {
      const before = Math.max(0, ...(await lookedAt()));
      expect(await look()).toEqual(expected);
      expect(Math.min(...(await lookedAt()))).toBeGreaterThan(before);
    }

    const changes: Readonly<Record<string, [() => unknown, readonly string[]]>> = {
      'a visit more, a telephone number that no rule reads, a standing that another process wrote': [
        async () => {
          ehr.put({ ...aVisitOf(1, { start: '2026-12-16T09:00:00-05:00' }), id: 'a1b' });
          ehr.put(aPatient({ id: 'p2', telecom: [{ value: '1' }] }));
          const third = sql`tenant = ${tenant} and patient_ref = 'Patient/p3'`;
          await sql`update visit_standing set digest = 'x' where ${third}`.execute(store.db);
        },
        everybody,
      ],
      'a word of the staff, a person who took the case': [
        async () => {
          await keepStatement(store.db, {
            ...{ tenant, entry: 'e', patientRef: 'Patient/p1', decisionId: 'd1', appointment: 'Appointment/a1' },
            ...{ order: 'MedicationRequest/m1', at: new Date(), on: plainDate(TODAY), by: SAM },
            words: {
              content: { kind: 'supply', supply: 'manufacturer-free', scope: 'order', reason: 'given' },
              products: [],
            },
          });
          const [work] = await openCases(2);
          await assignCase(store.db, { tenant, id: work?.id ?? '', version: work?.version ?? 0 }, 'Practitioner/s1');
        },
        ['p1', 'p2'],
      ],
      'answers of payers': [() => (inForce.localCases = new Map([[tenant, []]])), everybody],
      'a policy pack': [() => (inForce.policiesVersion = 'lab 2'), everybody],
      'the day': [() => (inForce.today = '2026-12-02'), everybody],
    };
    for (const [what, [change, expected]] of Object.entries(changes)) {
      await change();
      expect([what, await look()]).toEqual([what, expected]);
      expect([what, await look()]).toEqual([what, []]);
    }

    // A part of the record that could not be read is looked for again each time.
    ehr.garbled = 'ServiceRequest';
    for (let times = 0; times < 3; times += 1) expect(await look()).toEqual(everybody);
    delete ehr.garbled;
    // Another process knows nothing of it, and the first one finds what that one kept.
    await look();
    expect(await look()).toEqual([]);
    expect(await look(openSweeper({ ...desk, assessor }))).toEqual(everybody);
    expect(await look()).toEqual([]);
  });

  it('keeps those with news in one transaction, and word for word what it keeps of each alone', async () => {
    const together = await sweep();
    const { rows: transactions } = await sql<{ at_once: string }>`
      select distinct xmin::text as at_once from sweep_patient where run_id = ${together.id}::bigint`.execute(store.db);
    expect(transactions).toHaveLength(1);
    const [first, second] = [tenant, `${tenant}-alone`];
    // One that cannot be kept makes everybody be kept alone.
    const poison = sql.raw(`check (tenant <> '${second}' or patient_ref <> 'Patient/p2')`);
    await sql`alter table authorization_case add constraint poisoned_too ${poison}`.execute(store.db);
    const alone = await openSweeper(aSweepDesk(store, tenantOf(second, ehr.key))).sweep({ tenant: second });
    await sql`alter table authorization_case drop constraint poisoned_too`.execute(store.db);
    expect(alone.report).toMatchObject({ kept: 2, failed: [{ patient: 'Patient/p2' }], cases: { opened: 1 } });

    expect(await keptWords(store, second, 'p2')).toEqual(await keptWords(store, first, 'p2'));
    const decisionOf = async (whose: string) => {
      const [{ decision_id } = { decision_id: '' }] = await standingsOfPatient(store.db, whose, 'Patient/p1');
      const kept = await store.decisions.findDecision(whose, decision_id);
      const { booked } = await store.db
        .selectFrom('cds_call')
        .select('booked')
        .where('id', '=', decision_id)
        .executeTakeFirstOrThrow();
      expect(booked).not.toBeNull();
      // Replayed, bit for bit.
      const { decide } = aSweepDesk(store, tenantOf(whose, ehr.key)).assessor;
      expect(exactJson.stringify(decide(exactJson.parse(kept?.snapshot ?? '') as Snapshot))).toBe(kept?.decision);
      return [
        ...[kept?.decision, kept?.snapshot, kept?.service, kept?.role, kept?.today, kept?.rulesVersion, kept?.cards],
        booked,
      ];
    };
    expect(await decisionOf(first)).toEqual(await decisionOf(second));
    const changes = async (whose: string) => {
      const { rows } = await sql<{
        body: { patient: string; decision: string; cases: { kind: string }[] };
        good: boolean;
      }>`
        select body, body_hash = encode(sha256(salt || convert_to(body::text, 'UTF8')), 'hex') as good
        from audit_event join audit_body b on b.id = body_id where kind = 'case-change' and b.tenant = ${whose}`.execute(
        store.db,
      );
      return rows.map(({ body, good }) => [
        body.patient,
        body.cases.map(({ kind }) => kind),
        Object.keys(body).sort(),
        good,
      ]);
    };
    expect((await changes(first)).sort()).toEqual(
      [...(await changes(second)), [`Patient/p2`, ['opened'], ['cases', 'decision', 'patient'], true]].sort(),
    );
  });

  it('keeps a batch word for word as each alone, whatever has changed since and whoever worked on the cases', async () => {
    ehr.put(...aCourse(9));
    const start = fc.constantFrom(`${TODAY}T09:00:00-05:00`, '2026-12-15T09:00:00-05:00', '2026-12-18T09:00:00-05:00');
    const visit = (n: number) =>
      fc.record({ start, status: fc.constantFrom('booked', 'arrived', 'cancelled') }).map((said) => aVisitOf(n, said));
    const change = fc.integer({ min: 1, max: 3 }).chain((n) =>
      fc.oneof(
        visit(n).map((one) => [one]),
        visit(n).map((one) => [aVisitOf(n, { status: 'cancelled' }), { ...one, id: `${String(one.id)}-anew` }]),
        fc.constantFrom('Open Health', 'Sunrise Health Plan').map((payer) => aCourse(n, {}, payer)),
        fc.constant([aPatient({ id: `p${String(n)}`, name: [{ family: 'Renamed' }] })]),
      ),
    );
    const round = fc.record({
      changes: fc.array(change, { maxLength: 3 }),
      isNextDay: fc.boolean(),
      work: fc.integer({ min: 1, max: 3 }),
    });
    type Round = typeof round extends fc.Arbitrary<infer One> ? One : never;
    const keepTwice = async (rounds: readonly Round[]): Promise<void> => {
      const [first, second] = [`tenant-${String((tenants += 1))}`, `tenant-${String(tenants)}-alone`];
      // One that cannot be kept makes everybody be kept alone.
      const poison = sql.raw(`check (tenant <> '${second}' or patient_ref <> 'Patient/p9') not valid`);
      await sql`alter table visit_standing add constraint spoiled_nine ${poison}`.execute(store.db);
      let [day, moment] = [TODAY, Date.now()];
      for (const { changes, isNextDay, work } of rounds) {
        const now = (): Date => new Date((moment += 1));
        for (const whose of [first, second]) {
          const run = await openSweeper(aSweepDesk(store, tenantOf(whose, ehr.key), now, day)).sweep({ tenant: whose });
          const failed = whose === second ? [{ patient: 'Patient/p9' }] : [];
          expect(run.report).toMatchObject({ patients: 4, failed });
          const [one] = await openCasesOf(store.db, whose, `Patient/p${String(work)}`);
          if (one !== undefined && isNextDay) await assignCase(store.db, one, SAM.ref);
          else if (one !== undefined)
            await changeCase(store.db, one, { state: 'resolved', closed_at: now(), closed_by: SAM.ref });
        }
        expect(await keptWords(store, second, 'p9')).toEqual(await keptWords(store, first, 'p9'));
        for (const changed of changes) ehr.put(...changed);
        if (isNextDay) [day, moment] = [addDays(plainDate(day), 1), moment + 24 * 60 * 60 * 1000];
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 3, maxLength: 4 }), (rounds) =>
        keepTwice(rounds).finally(() => sql`alter table visit_standing drop constraint spoiled_nine`.execute(store.db)),
      ),
      // Each run of the tests tries another story.
      { numRuns: 1 },
    );
  });

  it('keeps those with nothing new in one transaction, with the new hour; one that is spoiled spoils nobody else', async () => {
    await sweep();
    const standings = () =>
      store.db
        .selectFrom('visit_standing')
        .select(['patient_ref', 'standing', 'evaluated_at'])
        .where('tenant', '=', tenant)
        .orderBy('patient_ref')
        .execute();
    const [, first] = await standings();
    ehr.put(aVisitOf(3, { start: '2026-12-15T09:30:00-05:00' }));
    const { id } = await sweep();
    const { rows } = await sql<{ at_once: string }>`
      select distinct xmin::text as at_once from sweep_patient where run_id = ${id}::bigint`.execute(store.db);
    expect(rows).toHaveLength(1);
    const second = await standings();
    expect(second[2]?.standing).toMatchObject({ scheduled: { start: '2026-12-15T09:30:00-05:00' } });
    expect(second[1]?.evaluated_at.getTime()).toBeGreaterThan(first?.evaluated_at.getTime() ?? Infinity);

    const last = second[1]?.evaluated_at.toISOString() ?? '';
    const poison = sql.raw(
      `check (tenant <> '${tenant}' or patient_ref <> 'Patient/p2' or evaluated_at <= '${last}'::timestamptz)`,
    );
    await sql`alter table visit_standing add constraint spoiled ${poison}`.execute(store.db);
    const run = await sweep();
    await sql`alter table visit_standing drop constraint spoiled`.execute(store.db);
    expect(run.report).toMatchObject({ unchanged: 2, failed: [{ patient: 'Patient/p2' }] });
    const third = await standings();
    expect(third[1]?.evaluated_at).toEqual(second[1]?.evaluated_at);
    for (const n of [0, 2])
      expect(third[n]?.evaluated_at.getTime()).toBeGreaterThan(second[n]?.evaluated_at.getTime() ?? Infinity);
  });

  it('closes a case that a new decision clears, and says why', async () => {
    await sweep();
    const [work] = await openCases(1);
    ehr.put(...aCourse(1, {}, 'Open Health'));
    expect((await sweep()).report).toMatchObject({ changes: { changed: 1 }, cases: { opened: 0, closed: 1 } });
    const closed = await findCase(store.db, tenant, work?.id ?? '');
    expect(closed?.state).toBe('resolved');
    expect(closed?.close_reason).toMatch(/leaves nothing to do/);
    const changes = await changesSince(store.db, tenant, new Date(0));
    expect(changes[0]).toMatchObject({ kind: 'changed', appointment: 'Appointment/a1' });
    expect(changes[0]?.was).toMatchObject({ drugs: [{ state: 'missing' }] });
    expect(changes[0]?.now_is).toMatchObject({ drugs: [{ state: 'not-required' }] });
  });

  it('takes a case with its owner to the new appointment of a visit that was moved', async () => {
    await sweep();
    const [work] = await openCases(1);
    await assignCase(store.db, { tenant, id: work?.id ?? '', version: work?.version ?? 0 }, 'Practitioner/s1');
    ehr.put(aVisitOf(1, { status: 'cancelled' }), aVisitOf(1, { id: 'a1b', start: '2026-12-17T09:00:00-05:00' }));
    expect((await sweep()).report).toMatchObject({
      changes: { new: 1, gone: 1 },
      cases: { moved: 1, opened: 0, closed: 0 },
    });
    const [moved, ...others] = await openCases(1);
    expect(others).toEqual([]);
    expect(moved).toMatchObject({ id: work?.id, appointment_key: 'Appointment/a1b', visit_date: '2026-12-17' });
    expect(moved).toMatchObject({ owner: 'Practitioner/s1', state: 'assigned' });
  });

  it('closes the case of a visit that was cancelled, though the patient has no visit any more', async () => {
    await sweep();
    const [work] = await openCases(2);
    ehr.put(aVisitOf(2, { status: 'cancelled' }));
    expect((await sweep()).report).toMatchObject({ changes: { gone: 1 }, cases: { closed: 1 } });
    expect((await findCase(store.db, tenant, work?.id ?? ''))?.close_reason).toBe('The visit is no longer booked.');
    expect(await openCases(1)).toHaveLength(1);
  });

  it('asks once for a patient whom the EHR does not know, and tells who it was', async () => {
    ehr.record.delete('Patient/p2');
    const run = await sweep();
    expect(run.report).toMatchObject({ failed: [{ patient: 'Patient/p2' }], kept: 2 });
    expect(ehr.asked.filter((query) => query === 'Patient/p2')).toHaveLength(1);
  });

  it('says with its code why a patient could not be kept, in report and log, and never quotes the record', async () => {
    const poison = sql.raw(`check (tenant <> '${tenant}' or patient_ref <> 'Patient/p2')`);
    await sql`alter table authorization_case add constraint poisoned ${poison}`.execute(store.db);
    const said: unknown[] = [];
    const desk = aSweepDesk(store, tenantOf(tenant, ehr.key));
    const log = { ...desk.log, error: (event: string, fields: object = {}) => said.push([event, fields]) };
    const run = await sweep(openSweeper({ ...desk, log }));
    await sql`alter table authorization_case drop constraint poisoned`.execute(store.db);
    expect(run.report).toMatchObject({
      kept: 2,
      failed: [{ patient: 'Patient/p2', why: expect.stringMatching(/^not kept \(\w+ 23514\)$/) as string }],
    });
    const { id } = run;
    expect(said).toMatchObject([['not kept', { tenant, run: id, error: { code: '23514' } }]]);
    expect(JSON.stringify(said)).not.toContain('Patient/p2');
  });

  it('tries again what breaks off once, with no warning of too many listeners', async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error): number => warnings.push(name);
    process.on('warning', note);
    const broken = new Set<string>();
    ehr.before = (query) => {
      if (broken.has(query)) return;
      broken.add(query);
      throw new Error('connection lost');
    };
    const run = await sweep();
    process.off('warning', note);
    expect(run.report).toMatchObject({ failed: [], kept: 3 });
    expect(warnings).toEqual([]);
  });

  it('leaves cases alone where the visits of a patient cannot be read', async () => {
    await sweep();
    ehr.before = (query) => {
      if (query.startsWith('Appointment?patient=')) throw new Error('connection lost');
    };
    const run = await sweep();
    expect(run.report).toMatchObject({ cases: { closed: 0, moved: 0 } });
    expect(await openCases(1)).toHaveLength(1);
  });

  it(
    'writes down a patient whose record cannot be read, and goes on with the others',
    { timeout: 90_000 },
    async () => {
      ehr.record.delete('Patient/p2');
      const run = await sweep();
      expect(run.state).toBe('done');
      expect(run.report).toMatchObject({ kept: 2, failed: [{ patient: 'Patient/p2', why: 'record-unreachable' }] });
    },
  );

  it('lets two runs at once do no patient twice within a run, and one after the other for a tenant', async () => {
    // Two sweeps asked for in the same millisecond are one run by design; these two are to be two.
    const aMinuteLater = (): Date => new Date(Date.now() + 60_000);
    const another = openSweeper(aSweepDesk(store, tenantOf(tenant, ehr.key), aMinuteLater));
    const [first, second] = await Promise.all([sweep(), sweep(another)]);
    expect(first.id).not.toBe(second.id);
    expect([first.state, second.state]).toEqual(['done', 'done']);
    const done = await store.db
      .selectFrom('sweep_patient')
      .select(['run_id', 'outcome'])
      .where('run_id', 'in', [first.id, second.id])
      .execute();
    expect(done.filter(({ outcome }) => outcome === 'kept')).toHaveLength(3);
    expect(done.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(3);
    expect(await openCases(1)).toHaveLength(1);
  });

  it('makes one run of one slot, whoever schedules it', async () => {
    const due = {
      name: 'sweep',
      tenant,
      slot: new Date('2026-12-01T07:10:00Z'),
      question: { from: '2026-12-01', to: '2026-12-30' },
    };
    const ids = await Promise.all([scheduleRun(store.db, due), scheduleRun(store.db, due), scheduleRun(store.db, due)]);
    expect(new Set(ids).size).toBe(1);
    const runs = await Promise.all([sweeper.workOff(), anotherProcess().workOff()]);
    expect(runs.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('goes on after a crash without deciding anybody a second time', async () => {
    const read = (): string[] => ehr.asked.filter((query) => /^Patient\/p\d$/.test(query));
    ehr.put(...aCourse(4), ...aCourse(5), ...aCourse(6));
    const dying = anotherProcess();
    const halfWay = new Promise<void>((resolve) => {
      ehr.before = (query) => {
        if (query.startsWith('Patient/') && read().length >= 5) resolve();
      };
    });
    const cut = dying.sweep({ tenant }).catch(() => undefined);
    await halfWay;
    await dying.stop();
    await cut;
    const [run] = await store.db.selectFrom('job_run').selectAll().where('tenant', '=', tenant).execute();
    expect(run?.state).toBe('running');
    const before = await store.db.selectFrom('cds_call').select('patient_ref').where('tenant', '=', tenant).execute();
    await sql`update job_run set lease_until = now() - interval '1 second' where id = ${run?.id ?? ''}::bigint`.execute(
      store.db,
    );
    expect(await sweeper.workOff()).toBe(1);
    const ended = await store.db
      .selectFrom('job_run')
      .selectAll()
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    expect(ended).toMatchObject({ state: 'done', attempts: 2 });
    expect(ended.report).toMatchObject({ patients: 6, alreadyDone: before.length, kept: 6 - before.length });
    const all = await store.db.selectFrom('cds_call').select('patient_ref').where('tenant', '=', tenant).execute();
    expect(before.length).toBeGreaterThan(0);
    expect(all.map(({ patient_ref }) => patient_ref).sort()).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `Patient/p${String(n)}`),
    );
  });

  it('keeps nothing for a run that somebody else has taken over', async () => {
    ehr.before = async (query) => {
      if (query.startsWith('Coverage'))
        await store.db.updateTable('job_run').set({ holder: 'another' }).where('tenant', '=', tenant).execute();
    };
    await sweeper.stop();
    const robbed = anotherProcess();
    const run = robbed.sweep({ tenant }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await robbed.stop();
    await run;
    expect(await store.db.selectFrom('cds_call').select('id').where('tenant', '=', tenant).execute()).toEqual([]);
  });

  it.each([
    ['location', { dateSearch: true }],
    ['patient', { dateSearch: true, locationSearch: true }],
    ['appointment', { dateSearch: true, locationSearch: true, patientSearch: true }],
  ] as const)('asks by %s where the EHR refuses better ways', { timeout: 90_000 }, async (how, refuses) => {
    await sweep();
    ehr.refuses = refuses;
    ehr.put(...aCourse(1, {}, 'Open Health'));
    const run = await sweep();
    expect(run.report).toMatchObject({ how, patients: 3, visits: 3, failed: [], changes: { changed: 1, gone: 0 } });
    expect(await openCases(1)).toEqual([]);
    expect(await openCases(2)).toHaveLength(1);
  });

  it('fails in words where the EHR cannot be asked, and touches nothing', { timeout: 90_000 }, async () => {
    await sweep();
    ehr.before = () => {
      throw new Error('down');
    };
    const run = await sweep();
    expect(run).toMatchObject({ state: 'failed', report: { error: 'appointments could not be read (server-error)' } });
    expect(await openCases(1)).toHaveLength(1);
  });
});

describe('The backend token', () => {
  it.each(['ES384', 'RS384'] as const)(
    'is asked for with an %s assertion to the token endpoint, once for many reads',
    async (alg) => {
      const { backendToken } = await import('../../../server/sweep/backend-token.ts');
      const ehr = await openEhr(alg);
      const token = backendToken(tenantOf('t', ehr.key));
      if (token === undefined) throw new Error('the tenant has a backend');
      await Promise.all([token.get(), token.get(), token.get()]);
      expect(ehr.assertions).toMatchObject([{ alg, kid: ehr.key.kid }]);
      token.forget();
      expect(await token.get()).toMatchObject({ ok: true });
      const claims = ehr.assertions.map((assertion) => assertion.claims);
      expect(new Set(claims.map(({ jti }) => jti)).size).toBe(2);
      for (const { exp } of claims) expect(Number(exp) - Math.floor(Date.now() / 1000)).toBeLessThanOrEqual(300);
    },
  );

  it('says what is wrong with a key, without a word of the key', async () => {
    const { backendToken } = await import('../../../server/sweep/backend-token.ts');
    const ehr = await openEhr();
    const { d: _d, ...publicOnly } = ehr.key;
    const answer = await backendToken(tenantOf('t', { ...publicOnly, kid: 'k', kty: 'EC' }))?.get();
    expect(answer?.ok).toBe(false);
    expect(JSON.stringify(answer)).toContain('fhir.backend.privateJwk');
  });
});

describe('The published keys', () => {
  it('hold the public half and nothing else', async () => {
    const { publishedKeys } = await import('../../../server/sweep/published-keys.ts');
    for (const alg of ['ES384', 'RS384'] as const) {
      const { key } = await openEhr(alg);
      const { keys } = publishedKeys([tenantOf('t', key), tenantOf('u', key)]);
      expect(keys).toHaveLength(1);
      const [published] = keys;
      expect(published?.kid).toBe(key.kid);
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) expect(published).not.toHaveProperty(secret);
    }
  });
});
