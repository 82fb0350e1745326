/** Makes decisions of the past again, from what was kept of them and from nothing else. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { decisionsIn } from '../store/decisions.ts';
import { keptDecision } from '../store/kept-decision.ts';
import type { KeptDecision } from '../store/kept-decision.ts';
import type { RulesWorker } from './rules-worker.ts';
import { openRulesWorker } from './rules-worker.ts';

/** One line of `chairready replay`. An `error` says why there was nothing to compare. */
export interface Replayed {
  readonly id: string;
  readonly same: boolean;
  readonly error?: string;
}

/**
 * Runs the kept rules on the kept snapshot of each decision and compares the text byte for byte with the kept one.
 * Says each result as it comes, in the order of the ids.
 */
export async function replayDecisions(
  db: Kysely<Database>,
  ids: readonly string[],
  say: (replayed: Replayed) => void,
): Promise<void> {
  const workers = rulesWorkers(db);
  try {
    for (const id of ids) say(await replay(db, id, workers.of));
  } finally {
    await workers.close();
  }
}

async function replay(
  db: Kysely<Database>,
  id: string,
  workerOf: (version: string) => Promise<RulesWorker | string>,
): Promise<Replayed> {
  const kept = await keptDecision(db, id);
  if (typeof kept === 'string') return { id, same: false, error: kept };
  const worker = await workerOf(kept.rulesVersion);
  if (typeof worker === 'string') return { id, same: false, error: worker };
  return compared(kept, worker);
}

async function compared(
  { id, snapshot, decision, rulesVersion }: KeptDecision,
  worker: RulesWorker,
): Promise<Replayed> {
  const again = await worker.decide(snapshot, rulesVersion);
  return again.ok ? { id, same: again.value === decision } : { id, same: false, error: again.problem };
}

/** One thread for each version of the rules; a version that is not kept, or not as it was, is an error in words. */
function rulesWorkers(db: Kysely<Database>) {
  const open = new Map<string, Promise<RulesWorker | string>>();
  const openVersion = async (version: string): Promise<RulesWorker | string> => {
    const bundle = await keptBundle(db, version);
    if (bundle === undefined) return 'the rules that decided it are not kept';
    const sha256 = createHash('sha256').update(bundle).digest('hex');
    return sha256 === version ? openRulesWorker(bundle) : 'the kept rules are not those that decided it';
  };
  return {
    of: (version: string): Promise<RulesWorker | string> => {
      const worker = open.get(version) ?? openVersion(version);
      open.set(version, worker);
      return worker;
    },
    close: async (): Promise<void> => {
      for (const worker of await Promise.all(open.values())) if (typeof worker !== 'string') await worker.close();
    },
  };
}

/** Bytes that are no compressed text count as a text that nobody signed. */
async function keptBundle(db: Kysely<Database>, version: string): Promise<string | undefined> {
  try {
    return await decisionsIn(db).findRuleBundle(version);
  } catch (error) {
    if (isFromZlib(error)) return '';
    throw error;
  }
}

const isFromZlib = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_');
