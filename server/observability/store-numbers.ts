/** What only the database knows: how old the last sweep is, what waits, and how much work is open. */
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

export interface StoreNumbers {
  /** Seconds since a sweep of the tenant was done; a tenant that was never swept is not in the list. */
  readonly sweepAge: readonly { readonly tenant: string; readonly seconds: number }[];
  /**
   * What the newest sweep of each tenant could not read: patients, dispenses, administrations taken back. A tenant whose
   * newest report was written before all three were counted is not in the list: what was not counted is not zero.
   */
  readonly sweepNotRead: readonly { readonly tenant: string; readonly count: number }[];
  /** Seconds that the oldest job waits which nobody has taken up; 0 where none does. */
  readonly oldestJob: number;
  readonly openCases: readonly { readonly tenant: string; readonly route: string; readonly count: number }[];
  /** Records that the sealer has not put into the audit chain yet. */
  readonly unsealed: number;
}

export async function storeNumbers(db: Kysely<Database>): Promise<StoreNumbers> {
  const { rows: sweepAge } = await sql<StoreNumbers['sweepAge'][number]>`
    select tenant, extract(epoch from now() - max(finished_at))::float8 as seconds
    from job_run where name = 'sweep' and state = 'done' group by tenant
  `.execute(db);
  const { rows: sweepNotRead } = await sql<StoreNumbers['sweepNotRead'][number]>`
    select tenant, count from (
      select distinct on (tenant) tenant, jsonb_array_length(report -> 'failed')
        + jsonb_array_length(report -> 'preparations' -> 'notRead') + jsonb_array_length(report -> 'notRead') as count
      from job_run where name = 'sweep' and state = 'done' order by tenant, finished_at desc
    ) newest where count is not null
  `.execute(db);
  const { rows: jobs } = await sql<{ seconds: number }>`
    select coalesce(extract(epoch from now() - min(slot)), 0)::float8 as seconds from job_run where state = 'due'
  `.execute(db);
  const { rows: openCases } = await sql<StoreNumbers['openCases'][number]>`
    select tenant, route, count(*)::int as count from authorization_case
    where state in ('open', 'assigned', 'waiting') group by tenant, route
  `.execute(db);
  const { rows: unsealed } = await sql<{ count: number }>`
    select ((select count(*) from audit_event where position is null)
      + (select count(*) from cds_call where sealed_seq is null))::int as count
  `.execute(db);
  return { sweepAge, sweepNotRead, oldestJob: jobs[0]?.seconds ?? 0, openCases, unsealed: unsealed[0]?.count ?? 0 };
}

/** One reading serves all gauges of a scrape. Where the database does not answer they are absent: absent is not zero. */
export function watchStore(registers: readonly Registry[], read: () => Promise<StoreNumbers>): void {
  let reading: Promise<void> | undefined;
  const collect = (): Promise<void> =>
    (reading ??= fill().finally(() => {
      reading = undefined;
    }));
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [...registers], collect });
  const sweepAge = gauge('chairready_sweep_age_seconds', 'Time since the last sweep was done', ['tenant']);
  const sweepNotRead = gauge('chairready_sweep_not_read', 'What the last sweep could not read', ['tenant']);
  const oldestJob = gauge('chairready_oldest_job_seconds', 'How long the oldest job waits that nobody has taken up');
  const openCases = gauge('chairready_cases_open', 'Cases that are not closed', ['tenant', 'route']);
  const unsealed = gauge('chairready_audit_unsealed', 'Records that wait for their place in the audit chain');
  async function fill(): Promise<void> {
    for (const one of [sweepAge, sweepNotRead, openCases]) one.reset();
    for (const one of [oldestJob, unsealed]) one.remove();
    const found = await read().catch(() => undefined);
    if (found === undefined) return;
    for (const { tenant, seconds } of found.sweepAge) sweepAge.set({ tenant }, seconds);
    for (const { tenant, count } of found.sweepNotRead) sweepNotRead.set({ tenant }, count);
    for (const { tenant, route, count } of found.openCases) openCases.set({ tenant, route }, count);
    oldestJob.set(found.oldestJob);
    unsealed.set(found.unsealed);
  }
}
