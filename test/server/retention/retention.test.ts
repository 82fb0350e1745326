import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';

import { parsePlainDate } from '../../../domain/kernel/plain-date.ts';
import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import { configSchema } from '../../../server/config/config.schema.ts';
import { retentionSchema } from '../../../server/config/retention.schema.ts';
import type { Retention } from '../../../server/config/retention.schema.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { deleteOld } from '../../../server/retention/delete-old.ts';
import type { RetentionDesk } from '../../../server/retention/retention.job.ts';
import { retentionDue, workOffRetention } from '../../../server/retention/retention.job.ts';
import { recordEvent } from '../../../server/store/audit.ts';
import { claimRun, findRun, scheduleRun } from '../../../server/store/jobs.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { aCall, RULES_OF_CALLS } from '../../support/a-call.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const NOW = new Date('2026-11-22T09:20:00Z');
const TODAY = '2026-11-22';
const DAY_MS = 86_400_000;
const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

describeOnBothEngines('retention', (database) => {
  let store: Store;
  let tenants = 0;

  beforeAll(async () => {
    ({ store } = database());
    await store.decisions.keepRuleBundle(RULES_OF_CALLS, 'rules');
  });

  const sealAll = async (): Promise<void> => {
    while ((await sealBatch(store.db)) !== undefined);
  };
  const newTenant = (): string => `t${String((tenants += 1))}`;
  const keepDecision = async (tenant: string, receivedAt: Date): Promise<string> => {
    const call = aCall({ tenant, receivedAt, answeredAt: receivedAt, patientRef: 'Patient/p1' });
    await store.decisions.keepDecision(call);
    return call.id;
  };
  const kept = async (tenant: string): Promise<readonly string[]> =>
    (await store.db.selectFrom('cds_call').select('id').where('tenant', '=', tenant).execute()).map(({ id }) => id);
  const deleteFor = (tenant: string, retention: Retention) =>
    deleteOld(store.db, { tenant, retention, now: NOW, today: TODAY });

  it('deletes nothing where nothing is configured', async () => {
    const tenant = newTenant();
    const id = await keepDecision(tenant, ago(4000));
    await sealAll();
    expect(await deleteFor(tenant, {})).toEqual({});
    expect(await kept(tenant)).toEqual([id]);
  });

  it('deletes sealed decisions past their day, of this tenant, and the chain stays whole and counts them', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await keepDecision(tenant, ago(101));
    const young = await keepDecision(tenant, ago(99));
    const foreign = await keepDecision(other, ago(101));
    await sealAll();
    const unsealed = await keepDecision(tenant, ago(102));
    const before = await verifyChain(store.db);
    expect(await deleteFor(tenant, { decisionDays: 100 })).toEqual({ decisionDays: 1 });
    expect([...(await kept(tenant))].sort()).toEqual([young, unsealed].sort());
    expect(await kept(other)).toEqual([foreign]);
    await sealAll();
    const after = await verifyChain(store.db);
    expect(after).toMatchObject({ ok: true, faults: [], deletedBodies: before.deletedBodies + 1 });
    const { body } = await store.db
      .selectFrom('audit_event')
      .innerJoin('audit_body', 'audit_body.id', 'audit_event.body_id')
      .select('audit_body.body')
      .where('audit_event.tenant', '=', tenant)
      .where('kind', '=', 'body-deleted')
      .executeTakeFirstOrThrow();
    expect(body).toMatchObject({ why: 'retention: decisionDays 100' });
  });

  it('keeps an old decision that a coming visit stands on, and deletes it the day after the visit', async () => {
    const tenant = newTenant();
    const [today, yesterday] = [await keepDecision(tenant, ago(200)), await keepDecision(tenant, ago(200))];
    for (const [appointment, visit_date, decision_id] of [
      ['Appointment/a', TODAY, today],
      ['Appointment/b', '2026-11-21', yesterday],
    ] as const)
      await store.db
        .insertInto('visit_standing')
        .values({
          ...{ tenant, appointment, patient_ref: 'Patient/p1', visit_date, digest: 'd', standing: '{}' },
          ...{ decision_id, evaluated_at: NOW },
        })
        .execute();
    await sealAll();
    await deleteFor(tenant, { decisionDays: 30 });
    expect(await kept(tenant)).toEqual([today]);
  });

  it('goes on in batches until nothing old is left, and stops between two when told to', async () => {
    const tenant = newTenant();
    await sql`
      insert into feedback (tenant, service, card_uuid, outcome, happened_at, received_at)
      select ${tenant}, 'infusion-booking', n::text, 'accepted', ${ago(60)}::timestamptz, ${ago(60)}::timestamptz
      from generate_series(1, 1300) n
    `.execute(store.db);
    let asked = 0;
    const question = { tenant, retention: { feedbackDays: 30 }, now: NOW, today: TODAY };
    expect(await deleteOld(store.db, question, () => (asked += 1) <= 1)).toEqual({ feedbackDays: 500 });
    expect(await deleteOld(store.db, question)).toEqual({ feedbackDays: 800 });
  });

  it('deletes bodies of audit records past their day but not the record of a deletion', async () => {
    const tenant = newTenant();
    const view = (days: number) =>
      recordEvent(store.db, 'patient-view', { at: ago(days), tenant, body: { patient: 'Patient/p1' } });
    await view(31);
    await view(29);
    await sealAll();
    expect(await deleteFor(tenant, { auditBodyDays: 30 })).toEqual({ auditBodyDays: 1 });
    await sealAll();
    const later = new Date(NOW.getTime() + 400 * DAY_MS);
    const again = { tenant, retention: { auditBodyDays: 30 }, now: later, today: TODAY };
    expect(await deleteOld(store.db, again)).toEqual({ auditBodyDays: 1 });
    await sealAll();
    expect(await verifyChain(store.db)).toMatchObject({ ok: true });
  });

  it('deletes closed cases with their history, and leaves open ones', async () => {
    const tenant = newTenant();
    for (const [id, state, closed] of [
      [`${tenant}-old`, 'resolved', ago(31)],
      [`${tenant}-young`, 'resolved', ago(29)],
      [`${tenant}-open`, 'open', null],
    ] as const)
      await sql`
        with made as (
          insert into authorization_case (id, tenant, patient_ref, visit_date, appointment_key, work_kind, state, route,
            why, opened_at, closed_at)
          values (${id}, ${tenant}, 'Patient/p1', '2026-01-01', ${id}, 'authorization', ${state}, 'senior', 'why',
            ${ago(400)}::timestamptz, ${closed}::timestamptz)
          returning id)
        insert into case_event (tenant, case_id, at, kind, version)
        select ${tenant}, id, ${ago(400)}::timestamptz, 'opened', 1 from made
      `.execute(store.db);
    for (const [evidence, days] of [
      ['old', 31],
      ['young', 29],
    ] as const)
      await sql`
        insert into answered_request (tenant, patient_ref, evidence, said, noted_at)
        values (${tenant}, 'Patient/p1', ${evidence}, '{}', ${ago(days)}::timestamptz)
      `.execute(store.db);
    expect(await deleteFor(tenant, { caseDays: 30 })).toEqual({ caseDays: 2 });
    const answers = await sql`select evidence from answered_request where tenant = ${tenant}`.execute(store.db);
    expect(answers.rows).toEqual([{ evidence: 'young' }]);
    const { rows } = await sql<{ id: string }>`
      select distinct case_id as id from case_event where tenant = ${tenant} order by 1
    `.execute(store.db);
    expect(rows.map(({ id }) => id)).toEqual([`${tenant}-open`, `${tenant}-young`]);
    await expect(sql`delete from case_event where tenant = ${tenant}`.execute(store.db)).rejects.toThrow('append-only');
  });

  it('runs once for two replicas that find it due, and goes on with what another left half-way', async () => {
    const tenant = newTenant();
    const { tenants: configured } = configSchema.parse({
      tenants: [
        {
          ...{ id: tenant, name: 'Lab', cdsClient: { iss: 'https://ehr.test' }, fhir: { baseUrl: 'https://ehr.test' } },
          retention: { showingDays: 30 },
        },
      ],
    });
    const today = parsePlainDate(TODAY);
    if (!today.ok) throw new Error('day');
    const desk = {
      ...{ db: store.db, log: silentLog, now: () => NOW },
      desks: new Map([[tenant, { tenant: configured[0], timeZone: 'UTC', site: { today: () => today.value } }]]),
    } as unknown as RetentionDesk;
    const [first, second] = [await retentionDue(desk, tenant, NOW), await retentionDue(desk, tenant, NOW)];
    expect(second).toBe(first);
    expect(await claimRun(store.db, 'retention', 'a replica that dies')).toMatchObject({ id: first });
    expect(await workOffRetention(desk, 'other')).toBe(0);
    await sql`update job_run set lease_until = now() - interval '1 second' where id = ${first}`.execute(store.db);
    expect(await workOffRetention(desk, 'other')).toBe(1);
    expect(await findRun(store.db, first)).toMatchObject({ state: 'done', report: { deleted: { showingDays: 0 } } });
  });

  it('ends the run of a tenant that is no longer configured', async () => {
    const desk = { db: store.db, log: silentLog, now: () => NOW, desks: new Map() };
    const id = await scheduleRun(store.db, { name: 'retention', tenant: 'gone', slot: NOW, question: {} });
    await workOffRetention(desk);
    expect(await findRun(store.db, id)).toMatchObject({ state: 'failed' });
  });
});

it('refuses a retention of fewer than 30 days', () => {
  expect(retentionSchema.safeParse({ decisionDays: 29 }).success).toBe(false);
  expect(retentionSchema.safeParse({ decisionDays: 30 }).success).toBe(true);
});
