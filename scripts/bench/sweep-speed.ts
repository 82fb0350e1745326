// What a sweep spends on a visit beyond fetching and parsing: an EHR in memory hands over records that are parsed already.
import type { FhirResource } from 'fhir/r4';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { decide } from '../../domain/decision/decide.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { STORIES } from '../../sandbox/stories/all-stories.ts';
import { configSchema } from '../../server/config/config.schema.ts';
import { loadPolicies } from '../../server/config/load-policies.ts';
import type { FhirGateway } from '../../server/gateway/fhir-gateway.ts';
import type { TenantDesk } from '../../server/http/tenant-desk.ts';
import { openTenantDesk } from '../../server/http/tenant-desk.ts';
import { silentLog } from '../../server/observability/log.ts';
import { claimRun, finishRun, scheduleRun } from '../../server/store/jobs.ts';
import type { Store } from '../../server/store/open-store.ts';
import { openStore } from '../../server/store/open-store.ts';
import { runSweep } from '../../server/sweep/run-sweep.ts';
import type { SweepReport } from '../../server/sweep/sweep-report.ts';
import { startTestPostgres } from '../../test/support/postgres.ts';
import { SANDBOX_POLICIES } from './assess-speed.ts';
import type { Figure, Sizes } from './figure.ts';
import { milliseconds } from './figure.ts';
import { BENCH_DAY, BENCH_ZONE, typicalRecord } from './typical-bundles.ts';

const ASKED_MS = 1;
const BYTES = 20_000;
const DAYS = 30;
const WARM_UP = 60;
const VERSION = '0'.repeat(64);

/** On PostgreSQL, whose own processes are not counted; the same patients swept as new, and again with nothing changed. */
export async function sweepSpeed(folder: string, { sweptPatients }: Sizes): Promise<readonly Figure[]> {
  const postgres = await startTestPostgres();
  const store = await openStore({ dataDir: folder, databaseUrl: postgres.url });
  try {
    await sweptTwice(store, 'warm', WARM_UP);
    const { first, again } = await sweptTwice(store, 'bench', sweptPatients);
    return [figureOf('booked visits that are new', first), figureOf('the same again, nothing changed', again)];
  } finally {
    await store.close();
    await postgres.stop();
  }
}

interface Swept {
  readonly report: SweepReport;
  /** Processor time of this process, in milliseconds. */
  readonly processor: number;
  /** What of it went into reading FHIR into the product's own model, which some would call parsing. */
  readonly reading: number;
}

async function sweptTwice(store: Store, tenant: string, patients: number) {
  const desk = deskOf(tenant, recordsOf(patients));
  return { first: await swept(store, desk, 1), again: await swept(store, desk, 2) };
}

async function swept(store: Store, desk: TenantDesk, hour: number): Promise<Swept> {
  const slot = new Date(Date.UTC(2026, 10, 23, hour));
  const [from, to] = [plainDate(BENCH_DAY), addDays(plainDate(BENCH_DAY), DAYS)];
  const tenant = desk.tenant.id;
  const id = await scheduleRun(store.db, { name: 'sweep', tenant, slot, question: { from, to } });
  await claimRun(store.db, 'sweep', 'bench');
  const reading = timed(readRecord);
  const began = process.cpuUsage();
  const report = await runSweep({
    ...{ db: store.db, desk, from, to, log: silentLog, now: () => slot, progress: () => undefined },
    token: { get: () => Promise.resolve(ok('none')), forget: () => undefined },
    assessor: { readRecord: reading.call, decide: (snapshot) => decide(ruleBook, snapshot, VERSION) },
    run: { id, holder: 'bench', tenant, rulesVersion: VERSION, staff: [], isSilent: false },
    signal: new AbortController().signal,
  });
  const { user, system } = process.cpuUsage(began);
  // One sweep of a tenant at a time: the next one can be claimed when this one has ended.
  await finishRun(store.db, { id, holder: 'bench' }, 'done', {});
  if (!report.ok || report.value.visits === 0) throw new Error(`the sweep of the bench: ${JSON.stringify(report)}`);
  if (report.value.failed.length > 0) throw new Error(`not swept: ${JSON.stringify(report.value.failed[0])}`);
  return { report: report.value, processor: (user + system) / 1000, reading: reading.spent() };
}

/** The same function, and the processor time that went into its calls. */
function timed<Asked extends readonly unknown[], Answer>(call: (...asked: Asked) => Answer) {
  let spent = 0;
  return {
    spent: () => spent / 1000,
    call: (...asked: Asked): Answer => {
      const began = process.cpuUsage();
      const answer = call(...asked);
      const { user, system } = process.cpuUsage(began);
      spent += user + system;
      return answer;
    },
  };
}

function figureOf(what: string, { report, processor, reading }: Swept): Figure {
  const each = processor / report.visits;
  return {
    what: `sweep on PostgreSQL, processor time beyond fetching and parsing, ${what}`,
    value: `${milliseconds(each)} a visit`,
    baseline:
      `${String(report.visits)} visits of ${String(report.patients)} patients, ${String(report.kept)} decisions kept, ` +
      `${String(report.cases.opened)} cases opened, ${milliseconds(processor)} in all; ` +
      `of it ${milliseconds(reading / report.visits)} a visit for reading FHIR into the model`,
    goal: { says: `asked ${milliseconds(ASKED_MS)}`, reached: each <= ASKED_MS },
  };
}

/** By patient: the records of the stories, each with ids of its own. */
function recordsOf(patients: number): ReadonlyMap<string, readonly FhirResource[]> {
  const told = STORIES.map(({ id }) => ({ id, text: JSON.stringify(typicalRecord(id, BYTES)) }));
  return new Map(
    Array.from({ length: patients }, (_, index) => {
      const story = told[index % told.length] ?? { id: '', text: '[]' };
      const id = `${story.id}-${String(index)}`;
      return [id, JSON.parse(story.text.replaceAll(story.id, id)) as FhirResource[]];
    }),
  );
}

function deskOf(id: string, records: ReadonlyMap<string, readonly FhirResource[]>): TenantDesk {
  const [tenant] = configSchema.parse({
    timeZone: BENCH_ZONE,
    tenants: [
      { id, name: 'Bench', cdsClient: { iss: 'https://ehr.bench' }, fhir: { baseUrl: 'https://ehr.bench/fhir' } },
    ],
  }).tenants;
  if (tenant === undefined) throw new Error('the tenant of the bench');
  const shared = {
    ...{ drugs: loadDrugIndex(), policies: loadPolicies([SANDBOX_POLICIES]), policiesVersion: VERSION },
    ...{ timeZone: BENCH_ZONE, fixedToday: () => BENCH_DAY, now: () => new Date() },
  };
  return { ...openTenantDesk(tenant, shared), gateway: inMemory(records) };
}

/** Finds by patient, visits also by day, and single resources by their reference. */
function inMemory(records: ReadonlyMap<string, readonly FhirResource[]>): FhirGateway {
  const all = [...records.values()].flat();
  const byReference = new Map(all.map((one) => [`${one.resourceType}/${one.id ?? ''}`, one]));
  const find = (query: string): readonly FhirResource[] => {
    const [type = '', conditions = ''] = query.split('?');
    const asked = new URLSearchParams(conditions);
    const patient = asked.get('patient')?.replace('Patient/', '');
    const of = (patient === undefined ? all : (records.get(patient) ?? [])).filter((one) => one.resourceType === type);
    const [from, to] = asked.getAll('date').map((day) => day.slice(2));
    if (from === undefined || to === undefined) return of;
    return of.filter(
      (one) => one.resourceType === 'Appointment' && one.start !== undefined && isWithin(one.start, from, to),
    );
  };
  const asSent = (resource: FhirResource) => resource as unknown as Readonly<Record<string, unknown>>;
  return {
    baseUrl: 'https://ehr.bench/fhir',
    read: (query) => {
      if (query.includes('?')) {
        const entry = find(query).map((resource) => ({ resource }));
        return Promise.resolve(ok({ resourceType: 'Bundle', type: 'searchset', entry }));
      }
      const one = byReference.get(query);
      return Promise.resolve(
        one === undefined ? problem({ code: 'not-found', status: 404 } as const) : ok(asSent(one)),
      );
    },
    search: (query) => Promise.resolve(ok({ resources: find(query) as never, complete: true })),
    following: () => Promise.resolve({ resources: [], complete: true }),
  };
}

const isWithin = (start: string, from: string, to: string): boolean =>
  Date.parse(start) >= Date.parse(from) && Date.parse(start) < Date.parse(to);
