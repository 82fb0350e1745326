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
import { importedStamp, importedTables } from '../store/imported-tables.ts';
import { policyPacks, policyPacksStamp } from '../store/policy-packs.ts';

/** Never changed once made: what comes later is another one, so that no decision mixes two. */
export interface KnowledgeInForce {
  readonly drugs: DrugKnowledge;
  readonly policies: readonly Policy[];
  readonly policiesVersion: string;
  /** Changes with every import that this knowledge depends on. */
  readonly stamp: string;
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
  let current = await readKnowledge(db, configured);
  const readAgain = async (): Promise<void> => {
    try {
      if ((await stampOf(db)) === current.stamp) return;
      current = await readKnowledge(db, configured);
      log.info('knowledge read again', { reference: current.drugs.version, policies: current.policiesVersion });
    } catch (error) {
      log.error('imported knowledge not read', { error: errorFields(error) });
    }
  };
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
async function readKnowledge(db: Kysely<Database>, configured: readonly Policy[]): Promise<KnowledgeInForce> {
  const stamp = await stampOf(db);
  const drugs = drugsWith(await importedTables(db));
  const policies = [...configured, ...(await policyPacks(db)).flatMap((pack) => pack.policies)];
  const faults = checkPolicySet(policies).map(({ first, message }) => ({ path: first, message }));
  if (faults.length > 0) throw new ConfigRefused('policy packs, configured and imported', faults);
  return { drugs, policies, policiesVersion: policiesVersion(policies), stamp };
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
