/** Sweeps as jobs: scheduled by whoever's clock strikes, claimed by one process, gone on with after a crash. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Cron } from 'croner';
import type { Kysely } from 'kysely';
import { addOpenDays } from '../../domain/kernel/business-calendar.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Assessor } from '../assessment/assess-patient.ts';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { JobRun } from '../store/jobs.ts';
import { LEASE_SECONDS, claimRun, findRun, finishRun, giveUpRuns, renewLease, scheduleRun } from '../store/jobs.ts';
import type { BackendToken } from './backend-token.ts';
import { backendToken } from './backend-token.ts';
import type { LastLooks } from './last-looks.ts';
import { openLastLooks } from './last-looks.ts';
import { runSweep } from './run-sweep.ts';

export interface SweepDesk {
  readonly db: Kysely<Database>;
  readonly desks: ReadonlyMap<string, TenantDesk>;
  readonly assessor: Assessor;
  readonly rulesVersion: string;
  /** The rules are kept before the first decision that names them. */
  readonly keepRules: () => Promise<void>;
  /** Called when a sweep has ended: its decisions are kept. */
  readonly swept?: () => void;
  readonly now: () => Date;
  readonly log: Log;
}

/** The days that a sweep looks at; without `to`, as many as a nightly one. */
export interface SweepAsked {
  readonly tenant: string;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
}

export interface Sweeper {
  /** Sweeps now and gives the run as it ended; a sweep that is under way for the tenant is awaited first. */
  readonly sweep: (asked: SweepAsked, progress?: (done: number, of: number) => void) => Promise<JobRun>;
  /** Works off every run that is due or was left half-way. Gives how many. */
  readonly workOff: (progress?: (done: number, of: number) => void) => Promise<number>;
  /** Ends what is under way between two patients. */
  readonly stop: () => Promise<void>;
}

const NAME = 'sweep';
const NIGHTLY_DAYS = 30;
const INCREMENTAL_OPEN_DAYS = 3;
const LOOK_AGAIN_MS = 300;

export function openSweeper(desk: SweepDesk): Sweeper {
  const holder = randomUUID();
  const ending = new AbortController();
  const tokens = new Map<string, BackendToken | undefined>();
  const working = new Set<Promise<unknown>>();
  const lastLooks = openLastLooks();
  const tokenOf = (tenant: string): BackendToken | undefined => {
    const { tenant: configured } = desk.desks.get(tenant) ?? {};
    if (configured !== undefined && !tokens.has(tenant)) tokens.set(tenant, backendToken(configured));
    return tokens.get(tenant);
  };

  const workOne = async (progress?: (done: number, of: number) => void): Promise<boolean> => {
    await giveUpRuns(desk.db);
    const run = await claimRun(desk.db, NAME, holder);
    if (run === undefined) return false;
    const carried = carryOut(desk, run, {
      ...{ holder, token: tokenOf(run.tenant), lastLooks, signal: ending.signal, progress },
    });
    working.add(carried);
    await carried.finally(() => working.delete(carried));
    return true;
  };

  return {
    async sweep(asked, progress) {
      const question = spanOf(desk, asked);
      const id = await scheduleRun(desk.db, { name: NAME, tenant: asked.tenant, slot: desk.now(), question });
      for (;;) {
        const run = await findRun(desk.db, id);
        if (run === undefined || ending.signal.aborted) throw new Error('the sweep was ended');
        if (run.state === 'done' || run.state === 'failed') return run;
        if (!(await workOne(progress))) await pause(LOOK_AGAIN_MS);
      }
    },
    async workOff(progress) {
      let runs = 0;
      while (!ending.signal.aborted && (await workOne(progress))) runs += 1;
      return runs;
    },
    async stop() {
      ending.abort();
      await Promise.allSettled(working);
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Span {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** Fixed when the run becomes due, so that whoever goes on with it looks at the same days. */
function spanOf({ desks }: SweepDesk, { tenant, from, to }: SweepAsked): Span {
  const first = from ?? desks.get(tenant)?.site.today();
  if (first === undefined) throw new Error('there is no such tenant');
  return { from: first, to: to ?? addDays(first, NIGHTLY_DAYS) };
}

interface Holding {
  readonly holder: string;
  readonly token: BackendToken | undefined;
  readonly lastLooks: LastLooks;
  readonly signal: AbortSignal;
  readonly progress: ((done: number, of: number) => void) | undefined;
}

async function carryOut(sweepDesk: SweepDesk, run: JobRun, holding: Holding): Promise<void> {
  const { db, log, now } = sweepDesk;
  const lost = new AbortController();
  const renewing = setInterval(() => {
    renewLease(db, run.id, holding.holder).then(
      (held) => (held ? undefined : lost.abort()),
      () => undefined,
    );
  }, LEASE_SECONDS * 300);
  renewing.unref();
  try {
    const signal = AbortSignal.any([holding.signal, lost.signal]);
    // Every read that waits for its next try listens to it: dozens at a time, and each stops when its wait is over.
    setMaxListeners(0, signal);
    const ended = await swept(sweepDesk, run, { ...holding, signal });
    // Neither ended nor failed: it was stopped. The lease runs out and somebody goes on with it.
    if (holding.signal.aborted || lost.signal.aborted) return;
    await finishRun(db, { id: run.id, holder: holding.holder }, ended.state, ended.report);
    await recordEvent(db, 'sweep', { at: now(), tenant: run.tenant, body: { run: run.id, ...ended.report } });
    sweepDesk.swept?.();
    log.info(`sweep ${ended.state}`, {
      tenant: run.tenant,
      ...(ended.state === 'failed' ? { why: ended.report.error } : {}),
    });
  } catch (error) {
    // A fault of ours or of the database: the run is left as it is, and tried again when its lease has run out.
    log.error('sweep ended half-way', { tenant: run.tenant, error: errorFields(error) });
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

interface Ended {
  readonly state: 'done' | 'failed';
  readonly report: Readonly<Record<string, unknown>> & { readonly error?: string };
}

async function swept(
  sweepDesk: SweepDesk,
  run: JobRun,
  { holder, token, lastLooks, signal, progress }: Holding,
): Promise<Ended> {
  const { db, desks, assessor, rulesVersion, now, log } = sweepDesk;
  const desk = desks.get(run.tenant);
  const span = readSpan(run.question);
  if (desk === undefined || span === undefined) return failedWith('there is no such tenant, or no such span of days');
  if (token === undefined) return failedWith('the tenant has no fhir.backend: the sweep has no access of its own');
  await sweepDesk.keepRules();
  const report = await runSweep({
    ...{ db, desk, token, assessor, lastLooks, now, log, signal, ...span },
    run: { id: run.id, holder, tenant: run.tenant, rulesVersion, ...worklistOf(desk) },
    progress: progress ?? (() => undefined),
  });
  return report.ok ? { state: 'done', report: { ...report.value } } : failedWith(report.problem);
}

const worklistOf = ({ tenant: { staff, cards } }: TenantDesk) => ({ staff, isSilent: cards.silent });

const failedWith = (error: string): Ended => ({ state: 'failed', report: { error } });

function readSpan(question: unknown): Span | undefined {
  if (typeof question !== 'object' || question === null || !('from' in question) || !('to' in question))
    return undefined;
  const [from, to] = [parsePlainDate(String(question.from)), parsePlainDate(String(question.to))];
  return from.ok && to.ok ? { from: from.value, to: to.value } : undefined;
}

export interface ScheduledSweeps {
  /** A file was imported: every tenant is looked at again, as by a nightly sweep. Resolves once the runs are due. */
  readonly afterImport: () => Promise<void>;
  readonly stop: () => void;
}

const SLOT_MS = 5 * 60 * 1000;

const nightly = (site: TenantDesk['site']): Span => ({
  from: site.today(),
  to: addDays(site.today(), NIGHTLY_DAYS),
});

/** Replicas whose clocks differ by less than two minutes mean the same slot. */
const slotAt = (now: Date): Date => new Date(Math.round(now.getTime() / SLOT_MS) * SLOT_MS);

/**
 * Nightly over the whole horizon, and every quarter of an hour over today and the next three business days; what a
 * process left half-way is taken up within a minute of its lease's end. Replicas that all find it due make one run.
 */
export function scheduleSweeps(desk: SweepDesk, sweeper: Sweeper): ScheduledSweeps {
  const tenants = [...desk.desks.values()].filter(({ tenant }) => tenant.fhir.backend !== undefined);
  const workOff = (): void => {
    sweeper.workOff().catch((error: unknown) => {
      desk.log.error('sweeps not worked off', { error: errorFields(error) });
    });
  };
  const due = async (tenant: string, slot: Date, question: Span): Promise<void> => {
    await scheduleRun(desk.db, { name: NAME, tenant, slot, question });
    workOff();
  };
  const schedule = (pattern: string, { tenant: { id }, timeZone }: TenantDesk, question: () => Span): Cron =>
    new Cron(
      pattern,
      {
        timezone: timeZone,
        unref: true,
        catch: (error) => {
          desk.log.error('sweep not scheduled', { tenant: id, error: errorFields(error) });
        },
      },
      () => due(id, slotAt(desk.now()), question()),
    );
  const crons = tenants.flatMap((one) => {
    const { site } = one;
    return [
      schedule('0 10 2 * * *', one, () => nightly(site)),
      schedule('0 */15 * * * *', one, () => ({
        from: site.today(),
        to: addOpenDays(site.today(), INCREMENTAL_OPEN_DAYS, new Set(site.knowledge.holidays)),
      })),
    ];
  });
  const minute = new Cron('30 * * * * *', { unref: true }, workOff);
  return {
    afterImport: async () => {
      try {
        for (const { tenant, site } of tenants) await due(tenant.id, desk.now(), nightly(site));
      } catch (error) {
        // The file is imported; the next sweep of the day looks at it.
        desk.log.error('sweep after an import not scheduled', { error: errorFields(error) });
      }
    },
    stop: () => {
      for (const cron of [...crons, minute]) cron.stop();
    },
  };
}
