// What a sweep spends on a visit beyond fetching and parsing: an EHR in memory hands over records that are parsed already.
import type { FhirResource } from 'fhir/r4';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
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
import type { Assessor } from '../../server/assessment/assess-patient.ts';
import type { TenantDesk } from '../../server/http/tenant-desk.ts';
import { openTenantDesk } from '../../server/http/tenant-desk.ts';
import { silentLog } from '../../server/observability/log.ts';
import { claimRun, finishRun, scheduleRun } from '../../server/store/jobs.ts';
import type { Store } from '../../server/store/open-store.ts';
import { openStore } from '../../server/store/open-store.ts';
import type { LastLooks } from '../../server/sweep/last-looks.ts';
import { openLastLooks } from '../../server/sweep/last-looks.ts';
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

/**
 * On PostgreSQL, whose own processes are not counted. The same patients four times: as new ones, twice more on the same
 * day as sweeps come every quarter of an hour, and on the next day, when every answer must be found anew.
 */
export async function sweepSpeed(folder: string, { sweptPatients }: Sizes): Promise<readonly Figure[]> {
  const postgres = await startTestPostgres();
  const store = await openStore({ dataDir: folder, databaseUrl: postgres.url });
  try {
    await sweptOften(store, 'warm', WARM_UP);
    const { first, again, third, nextDay } = await sweptOften(store, 'bench', sweptPatients);
    return [
      figureOf('booked visits that are new', first),
      figureOf('the same again, nothing changed', again),
      figureOf('a third time that day, nothing changed', third),
      figureOf('the next day, decided anew', nextDay),
    ];
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

type Asked = Parameters<typeof readRecord>;

/** One tenant as its server holds it from sweep to sweep. */
interface Site {
  readonly desk: TenantDesk;
  readonly assessor: Assessor;
  readonly lastLooks: LastLooks;
  /** What was read into the model since this was last emptied. */
  readonly read: Asked[];
  today: PlainDate;
}

async function sweptOften(store: Store, tenant: string, patients: number) {
  const read: Asked[] = [];
  const site: Site = {
    desk: deskOf(tenant, recordsOf(patients), () => site.today),
    assessor: {
      readRecord: (...asked) => {
        read.push(asked);
        return readRecord(...asked);
      },
      decide: (snapshot) => decide(ruleBook, snapshot, VERSION),
    },
    ...{ read, lastLooks: openLastLooks(), today: plainDate(BENCH_DAY) },
  };
  const [first, again, third] = [await swept(store, site, 1), await swept(store, site, 2), await swept(store, site, 3)];
  site.today = addDays(site.today, 1);
  return { first, again, third, nextDay: await swept(store, site, 4) };
}

async function swept(store: Store, { desk, assessor, lastLooks, read, today }: Site, hour: number): Promise<Swept> {
  const slot = new Date(Date.UTC(2026, 10, 23, hour));
  const [from, to] = [today, addDays(today, DAYS)];
  const tenant = desk.tenant.id;
  const id = await scheduleRun(store.db, { name: 'sweep', tenant, slot, question: { from, to } });
  await claimRun(store.db, 'sweep', 'bench');
  read.length = 0;
  const began = process.cpuUsage();
  const report = await runSweep({
    ...{
      db: store.db,
      desk,
      from,
      to,
      log: silentLog,
      now: () => slot,
      progress: () => undefined,
      assessor,
      lastLooks,
    },
    token: { get: () => Promise.resolve(ok('none')), forget: () => undefined },
    run: { id, holder: 'bench', tenant, rulesVersion: VERSION, staff: [], isSilent: false },
    signal: new AbortController().signal,
  });
  const processor = spentSince(began);
  // One sweep of a tenant at a time: the next one can be claimed when this one has ended.
  await finishRun(store.db, { id, holder: 'bench' }, 'done', {});
  if (!report.ok || report.value.visits === 0) throw new Error(`the sweep of the bench: ${JSON.stringify(report)}`);
  if (report.value.failed.length > 0) throw new Error(`not swept: ${JSON.stringify(report.value.failed[0])}`);
  return { report: report.value, processor, reading: readAgain(read) };
}

/** All of it at once, after the sweep: asking for the processor time costs more than a short call, and would be counted. */
function readAgain(read: readonly Asked[]): number {
  const began = process.cpuUsage();
  for (const asked of read) readRecord(...asked);
  return spentSince(began);
}

function spentSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function figureOf(what: string, { report, processor, reading }: Swept): Figure {
  const each = processor / report.visits;
  return {
    what: `sweep on PostgreSQL, processor time beyond fetching and parsing, ${what}`,
    value: `${milliseconds(each)} a visit`,
    baseline:
      `${String(report.visits)} visits of ${String(report.patients)} patients, ${String(report.kept)} decisions kept, ` +
      `${String(report.asBefore)} known to be the same, ` +
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

function deskOf(id: string, records: ReadonlyMap<string, readonly FhirResource[]>, today: () => string): TenantDesk {
  const [tenant] = configSchema.parse({
    timeZone: BENCH_ZONE,
    tenants: [
      { id, name: 'Bench', cdsClient: { iss: 'https://ehr.bench' }, fhir: { baseUrl: 'https://ehr.bench/fhir' } },
    ],
  }).tenants;
  if (tenant === undefined) throw new Error('the tenant of the bench');
  const shared = {
    ...{ drugs: loadDrugIndex(), policies: loadPolicies([SANDBOX_POLICIES]), policiesVersion: VERSION },
    ...{ timeZone: BENCH_ZONE, fixedToday: today, now: () => new Date() },
  };
  return { ...openTenantDesk(tenant, shared), gateway: inMemory(records) };
}

/** Finds by patient and type, visits also by day, and single resources by their reference; sorted before, as it stands for fetching. */
function inMemory(records: ReadonlyMap<string, readonly FhirResource[]>): FhirGateway {
  const all = [...records.values()].flat();
  const byReference = new Map(all.map((one) => [`${one.resourceType}/${one.id ?? ''}`, one]));
  const byPatient = new Map(
    [...records].map(([patient, theirs]) => [patient, groupBy(theirs, ({ resourceType }) => resourceType)]),
  );
  const booked = all.flatMap((one) =>
    one.resourceType === 'Appointment' && one.start !== undefined ? [{ one, at: Date.parse(one.start) }] : [],
  );
  const find = (query: string): readonly FhirResource[] => {
    const [, type = '', patient] = OF_PATIENT.exec(query) ?? [];
    if (patient !== undefined) return byPatient.get(patient)?.get(type) ?? [];
    const [from = 0, to = 0] = new URLSearchParams(query).getAll('date').map((day) => Date.parse(day.slice(2)));
    return booked.filter(({ at }) => at >= from && at < to).map(({ one }) => one);
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

const OF_PATIENT = /^(\w+)\?(?:.*&)?patient=(?:Patient(?:\/|%2F))?([^&]+)/;
