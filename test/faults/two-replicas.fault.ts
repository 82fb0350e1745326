import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { openStore } from '../../server/store/open-store.ts';
import { scheduleRun } from '../../server/store/jobs.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { book } from './support/booking.ts';
import { recordOf, visitOf } from './support/course.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import { openFaultyEhr } from './support/faulty-ehr.ts';
import { chainFaults, lostOf } from './support/kept.ts';
import { somebodyNew, startLoad } from './support/load.ts';
import { TENANT, freePort, newFolder, serve } from './support/program.ts';
import { openRoundRobin } from './support/round-robin.ts';
import { token } from './support/signing.ts';

const ROUNDS = rounds(5);
const SHARED = ['shared-1', 'shared-2', 'shared-3'];
const SWEPT = ['swept-1', 'swept-2', 'swept-3', 'swept-4'];
/** A week before the visits of everybody else, whom this sweep therefore leaves alone. */
const SWEPT_VISIT = '2026-12-08T09:00:00-05:00';
const REPLAYS = 10;

describe('Two servers over one PostgreSQL behind a round-robin proxy, one killed under load', () => {
  it('lose nothing, accept no token twice, and do no job and open no case twice', { timeout: 1_800_000 }, async () => {
    const folder = newFolder();
    const postgres = await startTestPostgres();
    const databaseUrl = await createTestDatabase(postgres.url, 'replicas');
    const ehr = await openFaultyEhr();
    for (const patient of SWEPT) ehr.put([...recordOf({ patient }), visitOf(patient, { start: SWEPT_VISIT })]);
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${String(port)}`;
    const proxy = await openRoundRobin(port);
    const setting = { folder, databaseUrl, publicUrl, fhirBase: ehr.base };
    // One after the other: both have the same port for good, which a killed one takes up again.
    const ports = [await freePort(), await freePort()] as const;
    const replica = (index: 0 | 1) =>
      serve({ ...setting, port: ports[index], dataDir: `${folder}/data-${String(index)}` });
    const replicas = [await replica(0), await replica(1)];
    const store = await openStore({ dataDir: folder, databaseUrl });
    try {
      proxy.servers.push(...replicas.map(({ url }) => url));
      const endpoint = `${publicUrl}/cds-services/infusion-booking`;
      let turn = 0;
      // Every third call is about one of three patients, at both servers at once.
      const patientOf = () => ((turn += 1) % 3 === 0 ? (SHARED[(turn / 3) % SHARED.length] ?? '') : somebodyNew());
      const load = startLoad({ url: publicUrl, endpoint }, 6, patientOf);
      let slowest = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        await load.until(load.acknowledged().length + 60);
        const index = round % 2 === 0 ? 0 : 1;
        await replicas[index]?.end('SIGKILL');
        // The other one goes on: from the kill to the next answer through the proxy.
        slowest = Math.max(
          slowest,
          await until('the other server answers', async () => {
            const { cards } = await book({ url: publicUrl, endpoint }, { patient: somebodyNew() });
            return cards.length > 0;
          }),
        );
        await load.until(load.acknowledged().length + 30);
        replicas[index] = await replica(index);
      }
      await load.end();

      const twice: string[] = [];
      for (let n = 0; n < REPLAYS; n += 1) {
        const bearer = token(endpoint);
        const [first, second] = await Promise.all(
          replicas.map(({ url }) => book({ url, endpoint }, { patient: somebodyNew(), bearer })),
        );
        const statuses = [first?.status, second?.status].sort();
        const late = await book({ url: publicUrl, endpoint }, { patient: somebodyNew(), bearer });
        if (statuses.join() !== '200,401' || late.status !== 401)
          twice.push(`${statuses.join()} then ${String(late.status)}`);
      }

      // Both look for due jobs at the same second of each minute.
      const run = await scheduleRun(store.db, {
        ...{ name: 'sweep', tenant: TENANT, slot: new Date('2026-12-01T07:10:00Z') },
        question: { from: '2026-12-01', to: '2026-12-10' },
      });
      await until('the sweep is done', async () => {
        const { rows } = await sql<{ state: string }>`select state from job_run where id = ${run}::bigint`.execute(
          store.db,
        );
        return rows[0]?.state === 'done' || rows[0]?.state === 'failed';
      });
      const { rows: jobs } = await sql<{ state: string; attempts: number }>`
        select state, attempts from job_run where id = ${run}::bigint`.execute(store.db);
      const { rows: sweptTwice } = await sql<{ patient_ref: string; n: string }>`
        select patient_ref, count(*) as n from cds_call where service = 'sweep' group by patient_ref having count(*) > 1
      `.execute(store.db);
      const { rows: swept } = await sql<{ n: string }>`
        select count(*) as n from cds_call where service = 'sweep'`.execute(store.db);

      for (const each of replicas) await each.end('SIGTERM');
      const lost = await lostOf(store.db, load.acknowledged());
      const faults = await chainFaults(store.db);
      const { rows: openedTwice } = await sql<{ patient_ref: string; n: string }>`
        select c.patient_ref, count(*) as n from authorization_case c
        where c.state in ('open', 'assigned', 'waiting')
        group by c.patient_ref, c.visit_date, c.order_ref, c.work_kind having count(*) > 1`.execute(store.db);
      const { rows: shared } = await sql<{ n: string }>`
        select count(*) as n from authorization_case where patient_ref like 'Patient/shared-%'`.execute(store.db);
      // A card is shown to one person once a day for the same facts: silence about the shared patients is right.
      const silent = load.silent().filter(({ hookInstance }) => !load.isAbout(hookInstance, SHARED));
      const wrong = silent.length + twice.length + sweptTwice.length + openedTwice.length + faults;
      report({
        fault: 'Two servers behind a round-robin proxy, one killed under load',
        rounds: ROUNDS,
        work: count(load.acknowledged().length, `answers, ${String(REPLAYS)} replayed tokens, 1 sweep`),
        ...{ lost: lost.length, wrong, recovered: seconds(slowest) },
        user: 'No card (502) for calls that were under way in the killed server',
        kept: 'Every decision that was answered; one case for a visit, one run of a job; a used token stays used',
        how: 'The other server answers at once; the killed one is started again',
      });
      expect(lost).toEqual([]);
      expect(silent).toEqual([]);
      expect(twice).toEqual([]);
      expect(jobs).toEqual([{ state: 'done', attempts: 1 }]);
      expect(swept).toEqual([{ n: String(SWEPT.length) }]);
      expect(sweptTwice).toEqual([]);
      expect(openedTwice).toEqual([]);
      expect(shared).toEqual([{ n: String(SHARED.length) }]);
      expect(faults).toBe(0);
    } finally {
      await store.close();
      for (const each of replicas) await each.end('SIGKILL');
      await proxy.close();
      await ehr.close();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
