import { sql } from 'kysely';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { openStore, type StoreOptions } from '../../../server/store/open-store.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';

const CHILD = fileURLToPath(new URL('insert-until-killed.child.ts', import.meta.url));

/** Lets a process keep decisions until it has acknowledged `enough`, kills it, and gives what it acknowledged. */
async function keepUntilKilled(options: StoreOptions, enough: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    // The last line may be cut off by the kill.
    if (/^[0-9a-f]{32}$/.test(id)) acknowledged.push(id);
    if (acknowledged.length === enough) child.kill('SIGKILL');
  }
  return acknowledged;
}

describe.each(['pglite', 'postgres'] as const)('After kill -9 of the server process under load (%s)', (engine) => {
  it('every acknowledged decision is there, whole, and the next start needs no help', async () => {
    const options = await testStoreOptions(engine);
    const acknowledged: string[] = [];
    for (const enough of [150, 237]) {
      const ids = await keepUntilKilled(options, enough);
      expect(ids.length).toBeGreaterThanOrEqual(enough);
      acknowledged.push(...ids);
      const store = await openStore(options);
      for (const id of acknowledged) {
        expect((await store.decisions.findDecision('clinic', id))?.decision).toBe(JSON.stringify({ id }));
      }
      // The index and the table agree: a lost page would show in one of them only.
      const byTable = await sql<{ n: string }>`select count(*) as n from cds_call where decision is not null`.execute(
        store.db,
      );
      const byIndex = await store.db.transaction().execute(async (trx) => {
        await sql`set local enable_seqscan = off`.execute(trx);
        return sql<{ n: string }>`select count(id) as n from cds_call where id >= ''`.execute(trx);
      });
      expect(byTable.rows).toEqual(byIndex.rows);
      await store.close();
    }
    rmSync(options.dataDir, { recursive: true, force: true });
  }, 120_000);
});
