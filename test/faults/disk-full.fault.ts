import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../server/store/open-store.ts';
import { book } from './support/booking.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import { chainFaults, lostOf } from './support/kept.ts';
import { somebodyNew, startLoad } from './support/load.ts';
import { hasEnded, newFolder, serve } from './support/program.ts';
import { fillDisk, mountDisk } from './support/small-disk.ts';

const ROUNDS = rounds(3);
const FAULT = 'Disk full, embedded database';
const DISK_MB = 200;

describe('The disk of the embedded database is full', () => {
  it('and nothing is answered that was not kept', { timeout: 1_200_000 }, async (context) => {
    const folder = newFolder();
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
    const setting = { folder, dataDir: join(disk, 'data') };
    let program = await serve(setting);
    const acknowledged = [];
    let [silent, slowest, restarts] = [0, 0, 0];
    const statuses = new Set<number>();
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const load = startLoad(program, 4);
        await load.until(30);
        const makeRoom = fillDisk(disk);
        await until('the disk is full', () =>
          Promise.resolve(load.answers.slice(-12).every(({ status }) => status !== 200)),
        );
        await load.end();
        for (const { status } of load.answers) statuses.add(status);
        acknowledged.push(...load.acknowledged());
        silent += load.silent().length;
        makeRoom();
        const begun = performance.now();
        // Room was made; where the process cannot go on by itself, it is started again as a service manager would.
        const goesOn = await until(
          'a card is shown again',
          async () => {
            const { cards } = await book(program, { patient: somebodyNew() });
            return cards.length > 0 || hasEnded(program.child);
          },
          10_000,
        ).catch(() => undefined);
        if (goesOn === undefined || hasEnded(program.child)) {
          restarts += 1;
          await program.end('SIGKILL');
          program = await serve(setting);
          expect((await book(program, { patient: somebodyNew() })).cards).not.toEqual([]);
        }
        slowest = Math.max(slowest, performance.now() - begun);
      }
      await program.end('SIGTERM');
      const store = await openStore({ dataDir: setting.dataDir });
      const lost = await lostOf(store.db, acknowledged);
      const faults = await chainFaults(store.db);
      await store.close();
      const refused = [...statuses]
        .filter((status) => status !== 200)
        .map((status) => (status === 0 ? 'no answer' : String(status)));
      report({
        fault: FAULT,
        rounds: ROUNDS,
        work: count(acknowledged.length, 'answers before it was full'),
        ...{ lost: lost.length, wrong: silent + faults, recovered: seconds(slowest) },
        user: `No card (${refused.join(', ')})`,
        kept: 'Every decision that was answered; the audit chain verifies',
        how:
          restarts === 0
            ? 'By itself when there is room again'
            : `Make room and start it again (needed in ${String(restarts)} of ${String(ROUNDS)} rounds)`,
      });
      expect(lost).toEqual([]);
      expect([silent, faults]).toEqual([0, 0]);
    } finally {
      await program.end('SIGKILL');
      unmount();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
