import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { decide } from '../domain/decision/decide.ts';
import { ruleBook } from '../domain/decision/rule-book.ts';
import { readRecord } from '../fhir/read-record.ts';
import { packageRoot } from '../reference-data/package-root.ts';
import { todayIn } from './assessment/today.ts';
import { auditExportHandler } from './audit/audit-export.handler.ts';
import { auditHandler } from './audit/audit.handler.ts';
import { recordConfiguration } from './audit/record-configuration.ts';
import { keepSealing } from './audit/sealer.job.ts';
import { hookTrust } from './auth/hook-jwt.ts';
import type { Tenant } from './config/config.schema.ts';
import type { Config, Environment } from './config/load-config.ts';
import { loadPolicies } from './config/load-policies.ts';
import { keepReadiness } from './board/readiness.job.ts';
import { doctorHandler } from './doctor/database-checks.ts';
import { createApp } from './http/app.ts';
import type { AppDeps } from './http/deps.ts';
import type { HookDesk } from './http/hook-desk.ts';
import { keepChecking } from './http/queued-check.job.ts';
import type { TenantDesk } from './http/tenant-desk.ts';
import { openTenantDesk } from './http/tenant-desk.ts';
import { importCommandHandler } from './imports/carry-out-import.ts';
import { isTableKind } from './imports/import-kind.ts';
import type { WhileAway } from './http/while-away.ts';
import { whileAway } from './http/while-away.ts';
import type { KnowledgeHolder } from './imports/knowledge-in-force.ts';
import { openKnowledge, watchKnowledge } from './imports/knowledge-in-force.ts';
import { PAYMENT_LIMITS, paymentLimitsHandler } from './imports/payment-limits.handler.ts';
import { siteWithImports } from './imports/site-with-imports.ts';
import { keepHouse } from './jobs/housekeeping.job.ts';
import { openFlipWatch } from './margin/flip-watch.ts';
import type { FlipWatch } from './margin/flip-watch.ts';
import { closeServer, listen } from './listen.ts';
import type { Log } from './observability/log.ts';
import { errorFields } from './observability/log.ts';
import { openMetrics } from './observability/metrics.ts';
import { storeNumbers } from './observability/store-numbers.ts';
import { patientDeleteHandler, patientExportHandler, patientSettingOf } from './personal-data/patient.handler.ts';
import { replayHandler } from './replay/replay.handler.ts';
import { keepRetention } from './retention/retention.job.ts';
import { loadRulesBundle } from './rules-bundle.ts';
import type { RulesBundle } from './rules-bundle.ts';
import { socketCommands } from './socket-commands.ts';
import { builtTemplate } from './store/built-template.ts';
import type { CommandHandler } from './store/command-socket.ts';
import { decisionsIn } from './store/decisions.ts';
import type { Decisions } from './store/decisions.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/open-store.ts';
import { loadSecretKey } from './store/secret-key.ts';
import type { SecretKey } from './store/secret-key.ts';
import { withPublishedKeys } from './sweep/published-keys.ts';
import { sweepHandler } from './sweep/sweep.handler.ts';
import type { SweepDesk } from './sweep/sweep.job.ts';
import { openSweeper, scheduleSweeps } from './sweep/sweep.job.ts';
import { chartingIn } from './waste/charting-in.ts';
import { keepNoting } from './waste/note.job.ts';
import { caseOpener } from './worklist/case-opener.ts';
import { keepEscalating } from './worklist/escalation.job.ts';

export interface RunningServer {
  readonly url: string;
  /** Ends in good order: no new calls, then what is being answered, then what is being kept, then the store. */
  readonly close: () => Promise<void>;
}

/** The composition root: the one place that knows every part. Rejects with a plain sentence where it cannot start. */
export async function startServer(config: Config, environment: Environment, log: Log): Promise<RunningServer> {
  const policies = loadPolicies(config.policyFiles);
  const rules = await loadRulesBundle();
  // Before anything is made or recorded: a secret that cannot serve stops the start.
  const secretKey = await loadSecretKey(config.dataDir, environment);
  const store = await openStore({
    dataDir: config.dataDir,
    ...builtTemplate(),
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
  });
  try {
    await recordConfiguration(store.db, { tenants: config.tenants, policies, at: new Date() });
    const knowledge = await openKnowledge(store.db, policies, log);
    const running = await furnish({ config, secretKey, log, policies, knowledge, rules, store });
    log.info('listening', { url: running.url, rules: rules.version });
    return running;
  } catch (error) {
    await store.close();
    throw error;
  }
}

interface Furniture {
  readonly config: Config;
  readonly secretKey: SecretKey;
  readonly log: Log;
  /** The built-in policies and those of the configuration. */
  readonly policies: ReturnType<typeof loadPolicies>;
  readonly knowledge: KnowledgeHolder;
  readonly rules: RulesBundle;
  readonly store: Store;
}

async function furnish(furniture: Furniture): Promise<RunningServer> {
  const { config, secretKey, log, store, knowledge, rules } = furniture;
  const decisions = decisionsIn(store.db);
  const cases = caseOpener({ db: store.db, decisions, log, staffOf: staffIn(config) });
  const keeper = rulesKeeper(decisions, rules);
  const metrics = openMetrics();
  metrics.watchWaiting({ decisions: () => decisions.waiting, cases: () => cases.waiting });
  metrics.watchStore(() => storeNumbers(store.db));
  const desk = wholeDesk(furniture);
  const away = whileAway(config.dataDir, secretKey);
  const flipWatch = openFlipWatch({
    db: store.db,
    tenants: [...desk.desks.values()].map(({ tenant, site }) => ({ tenant, today: site.today })),
    log,
  });
  const afterImport = async (): Promise<void> => {
    await knowledge.refresh();
    await sweeps.afterImport();
  };
  const deciding = { ...desk, keepDecision: keeper.keepDecision, openCases: cases.open, metrics };
  const app = createApp({
    ...deciding,
    imports: { setting: importSettingOf(furniture), refresh: afterImport, watch: flipWatch },
    db: store.db,
    decisions,
    secretKey,
    ...away,
  });
  const server = await listen(createServer(withPublishedKeys(config.tenants, app)), config);
  const jobs = keepJobs(furniture, deciding, { away, flipWatch, keepRules: keeper.kept });
  const { sweeper, sweeps } = jobs;
  store.lock?.serveCommands(
    socketCommands({ ...handlersOf(furniture, afterImport, flipWatch), sweep: sweepHandler(sweeper, desk) }),
  );
  // A failure here is met again, and answered, by the first call.
  keeper.kept().catch((error: unknown) => log.warn('rules not kept yet', { error: errorFields(error) }));
  return {
    url: config.publicUrl,
    close: async () => {
      await closeServer(server);
      await jobs.stop();
      await Promise.all([decisions.drain(), cases.drain(DRAIN_MS)]);
      await jobs.seal();
      await store.close();
    },
  };
}

interface JobNeeds {
  readonly away: WhileAway;
  readonly flipWatch: FlipWatch;
  readonly keepRules: () => Promise<void>;
}

/** Everything that happens without being asked for. Stopped in order, the sealer last: what was done is sealed too. */
function keepJobs(
  { config, log, store, knowledge }: Furniture,
  desk: HookDesk,
  { away, flipWatch, keepRules }: JobNeeds,
) {
  const on = { ...desk, db: store.db };
  // Booked doses are read from what the sweep decided: a margin page opened right after it shows them.
  const sweepDesk: SweepDesk = { ...on, keepRules, swept: () => void flipWatch.wake() };
  const sweeper = openSweeper(sweepDesk);
  const sweeps = scheduleSweeps(sweepDesk, sweeper);
  const housekeeping = keepHouse(
    store.db,
    log,
    config.tenants.map(({ id }) => id),
  );
  const readiness = keepReadiness({ ...on, ...away });
  const sealing = keepSealing(store.db, log);
  const escalating = keepEscalating(on);
  const retention = keepRetention(on);
  const noting = keepNoting(on);
  const checking = keepChecking(on);
  const watching = watchKnowledge(knowledge);
  return {
    sweeper,
    sweeps,
    stop: async (): Promise<void> => {
      housekeeping.stop();
      escalating.stop();
      await retention.stop();
      await noting.stop();
      await checking.stop();
      await readiness.stop();
      sweeps.stop();
      await sweeper.stop();
      watching.stop();
      await flipWatch.stop();
    },
    seal: () => sealing.stop(),
  };
}

/** What the command line asks of the server that holds the embedded database. */
function handlersOf(
  { config, store, policies, log }: Furniture,
  afterImport: () => Promise<void>,
  flipWatch: FlipWatch,
): Readonly<Record<string, CommandHandler>> {
  return {
    import: importCommandHandler(importSettingOf({ config, store, policies, log }), async (kind) => {
      // What was opened changes no decision and no price.
      if (!isTableKind(kind)) return;
      await afterImport();
      // Booked visits are priced again after the import is answered.
      void flipWatch.wake();
    }),
    [PAYMENT_LIMITS]: paymentLimitsHandler(store.db),
    replay: replayHandler(store.db),
    doctor: doctorHandler(store, () => todayIn(config.timeZone, new Date())),
    'audit verify': auditHandler(store.db),
    'patient export': patientExportHandler(store.db, patientSettingOf(config)),
    'patient delete': patientDeleteHandler(store.db, patientSettingOf(config)),
    'audit export': auditExportHandler(
      store.db,
      config.tenants.map(({ id }) => id),
    ),
  };
}

const importSettingOf = ({
  config,
  store,
  policies,
  log,
}: Pick<Furniture, 'config' | 'store' | 'policies' | 'log'>) => ({
  ...{ store, log },
  tenants: config.tenants.map(({ id }) => id),
  policies: () => policies,
  charting: chartingIn(config),
});

const staffIn =
  ({ tenants }: Config) =>
  (id: string) =>
    tenants.find((tenant) => tenant.id === id)?.staff ?? [];

type Desk = Omit<AppDeps, 'keepDecision' | 'openCases' | 'metrics' | 'db' | 'decisions' | 'secretKey'>;

function wholeDesk({ config, log, knowledge, rules, store }: Furniture): Desk {
  const now = (): Date => new Date();
  const { timeZone, fixedToday } = config;
  const shared = { ...knowledge.current(), timeZone, fixedToday, now };
  const openDesk = (tenant: Tenant): TenantDesk => {
    const desk = openTenantDesk(tenant, shared);
    return { ...desk, site: siteWithImports(desk.site, tenant.id, { db: store.db, knowledge, log }) };
  };
  const screensDir = join(packageRoot(), 'dist', 'client');
  return {
    publicUrl: config.publicUrl,
    desks: new Map(config.tenants.map((tenant) => [tenant.id, openDesk(tenant)])),
    trust: hookTrust(config.tenants, (url, why) => log.warn('keys not read', { url, why })),
    assessor: { readRecord, decide: (snapshot) => decide(ruleBook, snapshot, rules.version) },
    rulesVersion: rules.version,
    newId: () => randomUUID(),
    now,
    log,
    ...(existsSync(join(screensDir, 'index.html')) ? { screensDir } : {}),
    version: productVersion(),
    ...(config.file === undefined ? {} : { configFile: config.file }),
  };
}

/** The rules are in the store before the first decision that names them; packing them begins as soon as the server listens. */
function rulesKeeper(decisions: Decisions, { version, text }: RulesBundle) {
  let keeping: Promise<void> | undefined;
  const keepRules = async (): Promise<void> => {
    if ((await decisions.findRuleBundle(version)) === undefined) await decisions.keepRuleBundle(version, text);
  };
  const kept = async (): Promise<void> => {
    try {
      await (keeping ??= keepRules());
    } catch (cause) {
      keeping = undefined;
      throw cause;
    }
  };
  const keepDecision: AppDeps['keepDecision'] = async (call) => {
    try {
      await kept();
    } catch (cause) {
      return { ok: false, problem: 'unavailable', cause };
    }
    return decisions.keepDecision(call);
  };
  return { kept, keepDecision };
}

function productVersion(): string {
  const about: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return typeof about === 'object' && about !== null && 'version' in about ? String(about.version) : 'unknown';
}

/** For cases that decisions call for; the service manager gives 30 seconds for everything. */
const DRAIN_MS = 10_000;
