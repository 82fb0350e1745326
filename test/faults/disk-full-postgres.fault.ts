import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { openStore } from '../../server/store/open-store.ts';
import { createTestDatabase, startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { book } from './support/booking.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import { chainFaults, lostOf } from './support/kept.ts';
import { somebodyNew, startLoad } from './support/load.ts';
import { postgresSwitch } from './support/postgres-switch.ts';
import { hasEnded, newFolder, serve } from './support/program.ts';
import { fillDisk, mountDisk } from './support/small-disk.ts';

const ROUNDS = rounds(3);
const FAULT = 'Disk full under PostgreSQL';
const DISK_MB = 400;
/** How long a server that was given room again may take to come back without being started. */
const PATIENCE_MS = 15_000;

/** The server's cluster lies where temporary files lie. */
async function postgresOn(disk: string): Promise<TestPostgres> {
  vi.stubEnv('TMPDIR', disk);
  try {
    return await startTestPostgres();
  } finally {
    vi.unstubAllEnvs();
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('The disk of PostgreSQL is full', () => {
  it('and nothing is answered that was not kept', { timeout: 1_200_000 }, async (context) => {
    const folder = newFolder();
    // PostgreSQL runs under another account, which has to walk through.
    chmodSync(folder, 0o755);
    const disk = join(folder, 'disk');
    const unmount = mountDisk(disk, DISK_MB);
    if (unmount === undefined) {
      report({
        ...{ fault: FAULT, rounds: 0, work: 'not done: no right to mount a small disk here', lost: 0, wrong: 0 },
        ...{ recovered: 'not measured', user: 'not tried', kept: 'not tried', how: 'Run the suite as root on Linux' },
      });
      context.skip('no right to mount a small disk');
      return;
    }
    const postgres = await postgresOn(disk);
    const databaseUrl = await createTestDatabase(postgres.url, 'full');
    const power = postgresSwitch(postgres.url);
    const program = await serve({ folder, databaseUrl });
    const acknowledged = [];
    let [silent, slowest, restarts] = [0, 0, 0];
    const refused = new Set<number>();
    /** Anything but an honest 503, with how long it took and what was said. */
    const dishonest: string[] = [];
    const isWell = async (): Promise<boolean> => {
      expect(hasEnded(program.child)).toBe(false);
      return (await book(program, { patient: somebodyNew() })).cards.length > 0;
    };
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const load = startLoad(program, 4);
        await load.until(30);
        const makeRoom = fillDisk(disk);
        await until('the disk is full', () =>
          Promise.resolve(load.answers.slice(-12).every(({ status }) => status !== 200)),
        );
        await sleep(1000);
        await load.end();
        for (const { status, ms, text } of load.answers) {
          if (status !== 200) refused.add(status);
          if (status !== 200 && status !== 503) dishonest.push(`${String(status)} after ${seconds(ms)} s: ${text}`);
        }
        acknowledged.push(...load.acknowledged());
        silent += load.silent().length;
        makeRoom();
        const begun = performance.now();
        const byItself = await until('a card is shown again', isWell, PATIENCE_MS).catch(() => undefined);
        if (byItself === undefined) {
          // A server that could not write its log stops; whoever made room starts it again.
          restarts += 1;
          await power.start();
          await until('a card is shown again', isWell);
        }
        slowest = Math.max(slowest, performance.now() - begun);
      }
      await program.end('SIGTERM');
      const store = await openStore({ dataDir: program.dataDir, databaseUrl });
      const lost = await lostOf(store.db, acknowledged);
      const faults = await chainFaults(store.db);
      await store.close();
      report({
        fault: FAULT,
        rounds: ROUNDS,
        work: count(acknowledged.length, 'answers before it was full'),
        ...{ lost: lost.length, wrong: silent + faults, recovered: seconds(slowest) },
        user: `No card (${[...refused].map((status) => (status === 0 ? 'no answer' : String(status))).join(', ')})`,
        kept: 'Every decision that was answered; the audit chain verifies',
        how:
          restarts === 0
            ? 'By itself, in the same process, when there is room again'
            : `Make room and start PostgreSQL again (needed in ${String(restarts)} of ${String(ROUNDS)} rounds); ChairReady goes on by itself`,
      });
      expect(lost).toEqual([]);
      expect([silent, faults]).toEqual([0, 0]);
      expect(dishonest).toEqual([]);
    } finally {
      await program.end('SIGKILL');
      power.end();
      await postgres.stop();
      unmount();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
