/** Retention as a job: once a night for each tenant that limits it, by whichever replica claims it first. */
import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import type { Kysely } from 'kysely';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { JobRun } from '../store/jobs.ts';
import { claimRun, finishRun, giveUpRuns, renewLease, scheduleRun } from '../store/jobs.ts';
import type { Deleted } from './delete-old.ts';
import { deleteOld } from './delete-old.ts';

export interface RetentionDesk {
  readonly db: Kysely<Database>;
  readonly desks: ReadonlyMap<string, Pick<TenantDesk, 'tenant' | 'site' | 'timeZone'>>;
  readonly now: () => Date;
  readonly log: Log;
}

const NAME = 'retention';

/** Works off the runs that are due or were left half-way. Gives how many. */
export async function workOffRetention(
  desk: RetentionDesk,
  holder: string = randomUUID(),
  isEnding: () => boolean = () => false,
): Promise<number> {
  let runs = 0;
  await giveUpRuns(desk.db);
  while (!isEnding()) {
    const run = await claimRun(desk.db, NAME, holder);
    if (run === undefined) return runs;
    await carryOut(desk, run, holder, isEnding);
    runs += 1;
  }
  return runs;
}

/** Makes a tenant's run of this moment known, once for all replicas. */
export const retentionDue = ({ db }: RetentionDesk, tenant: string, slot: Date): Promise<string> =>
  scheduleRun(db, { name: NAME, tenant, slot, question: {} });

async function carryOut(desk: RetentionDesk, run: JobRun, holder: string, isEnding: () => boolean): Promise<void> {
  const { db, desks, log, now } = desk;
  const { tenant } = run;
  const { tenant: configured, site } = desks.get(tenant) ?? {};
  const holding = { id: run.id, holder };
  if (configured === undefined || site === undefined) {
    await finishRun(db, holding, 'failed', { error: 'there is no such tenant' });
    return;
  }
  const lost = new AbortController();
  const goOn = async (): Promise<boolean> => {
    if (isEnding() || !(await renewLease(db, run.id, holder))) lost.abort();
    return !lost.signal.aborted;
  };
  const { retention } = configured;
  const deleted = await deleteOld(db, { tenant, retention, now: now(), today: site.today() }, goOn);
  // Stopped, or taken over: somebody goes on with it when the lease has run out.
  if (lost.signal.aborted) return;
  await finishRun(db, holding, 'done', { deleted });
  log.info('retention done', { tenant, why: wordsOf(deleted) });
}

const wordsOf = (deleted: Deleted): string =>
  Object.entries(deleted)
    .map(([kind, count]) => `${kind} ${String(count)}`)
    .join(', ');

const SLOT_MS = 5 * 60 * 1000;

/** Replicas whose clocks differ by less than two minutes mean the same slot. */
const slotAt = (now: Date): Date => new Date(Math.round(now.getTime() / SLOT_MS) * SLOT_MS);

const limits = ({ tenant }: Pick<TenantDesk, 'tenant'>): boolean =>
  Object.values(tenant.retention).some((days) => days !== undefined);

/** At twenty past three in the tenant's zone; what was left half-way is looked for every ten minutes. */
export function keepRetention(desk: RetentionDesk): { readonly stop: () => Promise<void> } {
  const holder = randomUUID();
  let isEnding = false;
  let working: Promise<unknown> = Promise.resolve();
  const workOff = (): void => {
    working = working
      .then(() => workOffRetention(desk, holder, () => isEnding))
      .catch((error: unknown) => {
        desk.log.error('retention ended half-way', { error: errorFields(error) });
      });
  };
  const due = async (id: string): Promise<void> => {
    await retentionDue(desk, id, slotAt(desk.now()));
    workOff();
  };
  const failed = (error: unknown): void => {
    desk.log.error('retention not scheduled', { error: errorFields(error) });
  };
  const limited = [...desk.desks.values()].filter(limits);
  const crons = limited.map(
    ({ tenant, timeZone }) =>
      new Cron('0 20 3 * * *', { timezone: timeZone, unref: true, catch: failed }, () => due(tenant.id)),
  );
  if (limited.length > 0) crons.push(new Cron('15 */10 * * * *', { unref: true }, workOff));
  return {
    async stop() {
      isEnding = true;
      for (const cron of crons) cron.stop();
      await working;
    },
  };
}
