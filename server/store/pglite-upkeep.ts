/** What the background processes of a PostgreSQL server do and an embedded engine does not: checkpoint and vacuum. */
import type { OneConnectionPool } from './one-connection-pool.ts';

export interface UpkeepOptions {
  readonly lookEveryMs?: number;
  /** Log written since the last checkpoint that calls for the next one. */
  readonly checkpointAfterBytes?: number;
}

const VACUUM_EVERY_MS = 6 * 60 * 60 * 1000;

/**
 * In single-user mode PostgreSQL never checkpoints by itself: the log grows until the process ends, and the start after
 * a crash replays all of it. Nor does autovacuum run. Returns the function that stops the upkeep.
 */
export function keepSmall(pool: OneConnectionPool, options: UpkeepOptions = {}): () => void {
  const { lookEveryMs = 15_000, checkpointAfterBytes = 32 * 1024 * 1024 } = options;
  let vacuumedAt = Date.now();
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      await checkpointIfDue(pool, checkpointAfterBytes);
      if (Date.now() - vacuumedAt >= VACUUM_EVERY_MS) {
        vacuumedAt = Date.now();
        await statement(pool, 'vacuum (analyze)');
      }
    } catch {
      // The engine was closed between two statements, or the disk is full: writers report that, upkeep tries again.
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

async function checkpointIfDue(pool: OneConnectionPool, afterBytes: number): Promise<void> {
  const [row] = await statement<{ written: string }>(
    pool,
    'select (pg_current_wal_lsn() - redo_lsn)::bigint as written from pg_control_checkpoint()',
  );
  if (Number(row?.written) >= afterBytes) await statement(pool, 'checkpoint');
}

async function statement<R>(pool: OneConnectionPool, text: string): Promise<R[]> {
  const client = await pool.connect();
  try {
    return (await client.query<R>(text, [])).rows;
  } finally {
    client.release();
  }
}
