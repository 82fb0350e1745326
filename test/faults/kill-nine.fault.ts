import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../server/store/open-store.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import type { Answer } from './support/booking.ts';
import { book } from './support/booking.ts';
import { count, report, rounds, seconds } from './support/fault-table.ts';
import { chainFaults, lostOf } from './support/kept.ts';
import { somebodyNew, startLoad } from './support/load.ts';
import { newFolder, serve, type Setting } from './support/program.ts';

const ROUNDS = rounds(20);
const CONNECTIONS = 8;
/** Killed after so many answers; another number each round, so that it strikes at different moments. */
const answersBefore = (round: number): number => 40 + ((round * 37) % 90);

describe.each(['embedded', 'PostgreSQL'] as const)('kill -9 of the server program under load (%s)', (engine) => {
  it('loses no acknowledged record and is back without help', { timeout: 3_600_000 }, async () => {
    const folder = newFolder();
    const postgres = engine === 'embedded' ? undefined : await startTestPostgres();
    const databaseUrl = postgres === undefined ? undefined : await createTestDatabase(postgres.url, 'killed');
    const setting: Setting = { folder, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
    const acknowledged: Answer[] = [];
    let [silent, slowest] = [0, 0];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const program = await serve(setting);
        if (round > 0) slowest = Math.max(slowest, program.readyAfter);
        expect((await book(program, { patient: somebodyNew() })).status).toBe(200);
        const load = startLoad(program, CONNECTIONS);
        await load.until(answersBefore(round));
        const ended = program.end('SIGKILL');
        await ended;
        await load.end();
        acknowledged.push(...load.acknowledged());
        silent += load.silent().length;
      }
      const last = await serve(setting);
      slowest = Math.max(slowest, last.readyAfter);
      expect((await book(last, { patient: somebodyNew() })).cards).not.toEqual([]);
      await last.end('SIGTERM');

      const store = await openStore({
        dataDir: last.dataDir,
        ...(databaseUrl === undefined ? {} : { databaseUrl }),
      });
      const lost = await lostOf(store.db, acknowledged);
      const faults = await chainFaults(store.db);
      await store.close();
      report({
        fault: `kill -9 under load, ${engine} database`,
        rounds: ROUNDS,
        work: count(acknowledged.length, 'answers'),
        ...{ lost: lost.length, wrong: silent + faults, recovered: seconds(slowest) },
        user: 'No card for the calls under way, as when the server is not there',
        kept: 'Every decision that was answered; the audit chain verifies',
        how: 'Start it again: the service manager does',
      });
      expect(lost).toEqual([]);
      expect([silent, faults]).toEqual([0, 0]);
    } finally {
      await postgres?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
