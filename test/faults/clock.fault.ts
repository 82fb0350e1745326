import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { pagesOf } from '../../api-contract/page.schema.ts';
import { LEASE_SECONDS, claimRun, scheduleRun } from '../../server/store/jobs.ts';
import { openStore } from '../../server/store/open-store.ts';
import { loadSecretKey } from '../../server/store/secret-key.ts';
import { openSession } from '../../server/store/sessions.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { book } from './support/booking.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import { lostOf } from './support/kept.ts';
import { somebodyNew } from './support/load.ts';
import type { RunningProgram } from './support/program.ts';
import { SECRET, TENANT, newFolder, serve } from './support/program.ts';
import { token } from './support/signing.ts';

const ROUNDS = rounds(3);
const HOUR = 3_600_000;
const SHIFT = pathToFileURL(fileURLToPath(new URL('support/clock-shift.mjs', import.meta.url))).href;

async function jump(program: RunningProgram, shiftMs: number): Promise<void> {
  const shifted = once(program.child, 'message');
  program.child.send({ shiftMs });
  const [told] = (await shifted) as readonly unknown[];
  expect(told).toEqual({ shifted: shiftMs });
}

afterEach(() => {
  vi.useRealTimers();
});

describe("The server's clock jumps by an hour, forward and back", () => {
  it('and it takes no token or session that is not valid by either clock', { timeout: 900_000 }, async () => {
    const folder = newFolder();
    const postgres = await startTestPostgres();
    const databaseUrl = await createTestDatabase(postgres.url, 'clock');
    const program = await serve({ folder, databaseUrl, nodeArguments: ['--import', SHIFT] });
    const store = await openStore({ dataDir: folder, databaseUrl });
    const { endpoint } = program;
    const wrong: string[] = [];
    let [slowest, calls] = [0, 0];
    try {
      const key = await loadSecretKey(folder, { CHAIRREADY_SECRET: SECRET });
      const bearer = await openSession(store.db, key, {
        ...{ tenant: TENANT, userRef: 'Practitioner/n1', role: 'scheduler', createdAt: new Date() },
        accessToken: JSON.stringify({
          accessToken: 'ehr-token',
          shown: {
            user: { role: 'scheduler' },
            open: {},
            features: { needPatientBanner: false, pages: pagesOf('scheduler') },
          },
        }),
        expiresAt: new Date(Date.now() + HOUR / 2),
      });
      const session = async (): Promise<number> => {
        const response = await fetch(`${program.url}/api/session`, { headers: { authorization: `Bearer ${bearer}` } });
        await response.arrayBuffer();
        return response.status;
      };
      const expectStatus = (what: string, status: number, asked: number): void => {
        calls += 1;
        if (status !== asked) wrong.push(`${what}: ${String(status)}, not ${String(asked)}`);
      };
      const acknowledged = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const used = token(endpoint);
        const first = await book(program, { patient: somebodyNew(), bearer: used });
        acknowledged.push(first);
        expectStatus('before', first.status, 200);
        expectStatus('session before', await session(), 200);
        for (const shift of [HOUR, -HOUR]) {
          await jump(program, shift);
          expectStatus('token of the true time', (await book(program, { patient: somebodyNew() })).status, 401);
          const ofServer = token(endpoint, Date.now() + shift);
          const kept = await book(program, { patient: somebodyNew(), bearer: ofServer });
          expectStatus("token of the server's time", kept.status, 200);
          acknowledged.push(kept);
          expectStatus(
            'the same again',
            (await book(program, { patient: somebodyNew(), bearer: ofServer })).status,
            401,
          );
          if (shift > 0) expectStatus('session that has ended by its clock', await session(), 401);
          expectStatus(
            'used token, clock jumped',
            (await book(program, { patient: somebodyNew(), bearer: used })).status,
            401,
          );
          await jump(program, 0);
          const recovered = await until('a card is shown again', async () => {
            const { cards } = await book(program, { patient: somebodyNew() });
            return cards.length > 0;
          });
          slowest = Math.max(slowest, recovered);
          expectStatus(
            'used token, clock right again',
            (await book(program, { patient: somebodyNew(), bearer: used })).status,
            401,
          );
          expectStatus(
            'token of the other time',
            (await book(program, { patient: somebodyNew(), bearer: ofServer })).status,
            401,
          );
        }
      }
      const lost = await lostOf(store.db, acknowledged);
      report({
        fault: "The server's clock jumps an hour forward and back",
        rounds: ROUNDS,
        work: count(calls, 'calls'),
        ...{ lost: lost.length, wrong: wrong.length, recovered: seconds(slowest) },
        user: 'No card (401), and after a jump forward "open it again from your EHR"',
        kept: 'Every decision that was answered; a used token stays used',
        how: "By itself when the clock is right; `chairready doctor` compares it with the EHR's",
      });
      expect(wrong).toEqual([]);
      expect(lost).toEqual([]);
    } finally {
      await program.end('SIGKILL');
      await store.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("leaves leases alone, which the database's clock measures", { timeout: 300_000 }, async () => {
    const folder = newFolder();
    const postgres = await startTestPostgres();
    const databaseUrl = await createTestDatabase(postgres.url, 'leases');
    const store = await openStore({ dataDir: folder, databaseUrl });
    try {
      const run = await scheduleRun(store.db, {
        ...{ name: 'sweep', tenant: TENANT, slot: new Date(), question: { from: '2026-12-01', to: '2026-12-02' } },
      });
      expect((await claimRun(store.db, 'sweep', 'first'))?.id).toBe(run);
      let wrong = 0;
      for (const shift of [HOUR, -HOUR]) {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + shift });
        if ((await claimRun(store.db, 'sweep', 'second')) !== undefined) wrong += 1;
        vi.useRealTimers();
      }
      await sql`update job_run set lease_until = now() - interval '1 second'`.execute(store.db);
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - HOUR });
      const taken = await claimRun(store.db, 'sweep', 'second');
      vi.useRealTimers();
      report({
        fault: "A replica's clock is an hour off while another holds a job",
        rounds: 2,
        work: '1 job',
        ...{ lost: 0, wrong, recovered: 'nothing to recover' },
        user: 'Nothing',
        kept: `The lease of ${String(LEASE_SECONDS)} s, by the clock of the database`,
        how: 'Leases are taken over by the clock of the database, whatever the replica thinks',
      });
      expect(wrong).toBe(0);
      expect(taken).toMatchObject({ id: run, holder: 'second' });
    } finally {
      vi.useRealTimers();
      await store.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
