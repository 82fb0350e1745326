/** The tables and policies that decide from now on: what ships, what is configured, and what was imported. */
import type { Kysely } from 'kysely';

import type { Policy } from '../../domain/visit/policy.ts';
import { buildDrugIndex, withImported } from '../../reference-data/drug-index.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';
import { policiesVersion } from '../../reference-data/policy-pack.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';
import { ConfigRefused } from '../config/config-refused.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { ImportedTables } from '../store/imported-tables.ts';
import { decidedRequests, decidedRequestsStamp } from '../store/decided-requests.ts';
import { importedStamp, importedTables } from '../store/imported-tables.ts';
import { policyPacks, policyPacksStamp } from '../store/policy-packs.ts';
import type { CasesOfTenants } from './count-local-cases.ts';
import { countLocalCases } from './count-local-cases.ts';

/** Never changed once made: what comes later is another one, so that no decision mixes two. */
export interface KnowledgeInForce {
  readonly drugs: DrugKnowledge;
  readonly policies: readonly Policy[];
  readonly policiesVersion: string;
  /** How payers have answered each tenant's own requests. */
  readonly localCases: CasesOfTenants;
  /** Changes with every import that this knowledge depends on. */
  readonly stamp: string;
  /** The same for the local cases, which change more often. */
  readonly casesStamp: string;
}

export interface KnowledgeHolder {
  readonly current: () => KnowledgeInForce;
  /** Reads it again if anything was imported. Never rejects: where it fails, the last one stays and the log says why. */
  readonly refresh: () => Promise<void>;
}

/** `configured` are the built-in policies and those of the configuration. Rejects with `ConfigRefused` on a contradiction. */
export async function openKnowledge(
  db: Kysely<Database>,
  configured: readonly Policy[],
  log: Log,
): Promise<KnowledgeHolder> {
  let current: KnowledgeInForce = { ...(await readTables(db, configured)), ...NO_CASES };
  const orLog = async (reading: () => Promise<void>): Promise<void> => {
    try {
      await reading();
    } catch (error) {
      log.error('imported knowledge not read', { error: errorFields(error) });
    }
  };
  const readTablesAgain = async (): Promise<void> => {
    if ((await stampOf(db)) === current.stamp) return;
    current = { ...current, ...(await readTables(db, configured)) };
    log.info('knowledge read again', { reference: current.drugs.version, policies: current.policiesVersion });
  };
  const readCasesAgain = async (): Promise<void> => {
    if ((await decidedRequestsStamp(db)) !== current.casesStamp) current = { ...current, ...(await readCases(db)) };
  };
  // Each for itself: what one of them cannot read does not keep the other back.
  const readAgain = async (): Promise<void> => {
    await orLog(readTablesAgain);
    await orLog(readCasesAgain);
  };
  // A start does not wait for odds to be right: they are tried again every minute.
  await orLog(readCasesAgain);
  // One after the other, so that an older reading never replaces a newer one.
  let turn = Promise.resolve();
  return { current: () => current, refresh: () => (turn = turn.then(readAgain)) };
}

const EVERY_MS = 60_000;

/** Looks every minute whether another process has imported something. */
export function watchKnowledge({ refresh }: KnowledgeHolder, everyMs = EVERY_MS): { readonly stop: () => void } {
  const timer = setInterval(() => void refresh(), everyMs);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** The stamp is read first: what is imported meanwhile is then seen as new the next time. */
async function readTables(
  db: Kysely<Database>,
  configured: readonly Policy[],
): Promise<Omit<KnowledgeInForce, keyof Cases>> {
  const stamp = await stampOf(db);
  const drugs = drugsWith(await importedTables(db));
  const policies = [...configured, ...(await policyPacks(db)).flatMap((pack) => pack.policies)];
  const faults = checkPolicySet(policies).map(({ first, message }) => ({ path: first, message }));
  if (faults.length > 0) throw new ConfigRefused('policy packs, configured and imported', faults);
  return { drugs, policies, policiesVersion: policiesVersion(policies), stamp };
}

type Cases = Pick<KnowledgeInForce, 'localCases' | 'casesStamp'>;

const NO_CASES: Cases = { localCases: new Map(), casesStamp: '' };

async function readCases(db: Kysely<Database>): Promise<Cases> {
  const casesStamp = await decidedRequestsStamp(db);
  return { localCases: countLocalCases(await decidedRequests(db)), casesStamp };
}

const stampOf = async (db: Kysely<Database>): Promise<string> =>
  `${await importedStamp(db)} ${await policyPacksStamp(db)}`;

/** Imported rows laid over the shipped tables; the shipped index itself where nothing was imported. */
export function drugsWith(
  imported: Partial<Pick<ImportedTables, 'limits' | 'packages' | 'mues'>> & { readonly stamp: string },
): DrugKnowledge {
  const { limits = [], packages = [], mues = [] } = imported;
  return limits.length + packages.length + mues.length === 0
    ? loadDrugIndex()
    : buildDrugIndex(withImported(loadDrugTables(), imported));
}
