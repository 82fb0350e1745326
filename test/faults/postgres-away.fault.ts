import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../server/store/open-store.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { book } from './support/booking.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import { chainFaults, lostOf } from './support/kept.ts';
import { somebodyNew, startLoad } from './support/load.ts';
import { postgresSwitch } from './support/postgres-switch.ts';
import { hasEnded, isReady, newFolder, serve } from './support/program.ts';

const ROUNDS = rounds(5);
const AWAY_MS = 4000;

describe('PostgreSQL stopped and started again under load', () => {
  it(
    'is answered with 503 while it is away, and with cards as soon as it is back',
    { timeout: 1_200_000 },
    async () => {
      const folder = newFolder();
      const postgres = await startTestPostgres();
      const databaseUrl = await createTestDatabase(postgres.url, 'away');
      const power = postgresSwitch(postgres.url);
      const program = await serve({ folder, databaseUrl });
      try {
        const load = startLoad(program, 4);
        let slowest = 0;
        const whileAway = new Set<number>();
        for (let round = 0; round < ROUNDS; round += 1) {
          await load.until(load.acknowledged().length + 40);
          await power.stop(round % 2 === 0 ? 'fast' : 'immediate');
          const before = load.answers.length;
          expect(await isReady(program.url)).toBe(false);
          await sleep(AWAY_MS);
          // Answers that had been kept before the stop may still be on their way: the first few are not looked at.
          for (const { status } of load.answers.slice(before + 4)) whileAway.add(status);
          await power.start();
          slowest = Math.max(
            slowest,
            await until('a card is shown again', async () => {
              expect(hasEnded(program.child)).toBe(false);
              const { cards } = await book(program, { patient: somebodyNew() });
              return cards.length > 0;
            }),
          );
          expect(hasEnded(program.child)).toBe(false);
        }
        await load.end();
        const ready = await isReady(program.url);
        await program.end('SIGTERM');
        const store = await openStore({ dataDir: program.dataDir, databaseUrl });
        const lost = await lostOf(store.db, load.acknowledged());
        const faults = await chainFaults(store.db);
        await store.close();
        report({
          fault: 'PostgreSQL stopped and started again under load',
          rounds: ROUNDS,
          work: count(load.answers.length, `answers, ${String(load.acknowledged().length)} of them with a card`),
          ...{ lost: lost.length, wrong: load.silent().length + faults, recovered: seconds(slowest) },
          user: 'No card (503); the readiness list made last; `/readyz` says 503',
          kept: 'Every decision that was answered; nothing is answered that was not kept',
          how: 'By itself, in the same process',
        });
        expect(lost).toEqual([]);
        expect(load.silent()).toEqual([]);
        expect(faults).toBe(0);
        expect(ready).toBe(true);
        expect([...whileAway].filter((status) => status !== 503)).toEqual([]);
      } finally {
        await program.end('SIGKILL');
        power.end();
        await postgres.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
