import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Store } from '../../server/store/open-store.ts';
import { openStore } from '../../server/store/open-store.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { createTestDatabase, startTestPostgres } from '../support/postgres.ts';
import { recordOf } from './support/course.ts';
import { count, report, rounds, seconds, until } from './support/fault-table.ts';
import type { FaultyEhr } from './support/faulty-ehr.ts';
import { healthy, openFaultyEhr, sendJson } from './support/faulty-ehr.ts';
import { command, newFolder, type Setting } from './support/program.ts';

const PATIENTS = 6;

interface SweepReport {
  readonly state: string;
  readonly run: string;
  readonly kept: number;
  readonly alreadyDone: number;
  readonly failed: readonly { readonly patient: string; readonly why: string }[];
}

describe('The sweep', () => {
  let postgres: TestPostgres;
  let ehr: FaultyEhr;
  let store: Store;
  let setting: Setting;
  let folder: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  const prepare = async (name: string): Promise<void> => {
    folder = newFolder();
    const databaseUrl = await createTestDatabase(postgres.url, name);
    ehr = await openFaultyEhr();
    for (let n = 1; n <= PATIENTS; n += 1) ehr.put(recordOf({ patient: `${name}-${String(n)}` }));
    store = await openStore({ dataDir: folder, databaseUrl });
    setting = { folder, databaseUrl, fhirBase: ehr.base };
  };
  const tidy = async (): Promise<void> => {
    await store.close();
    await ehr.close();
    rmSync(folder, { recursive: true, force: true });
  };

  const decided = async (): Promise<readonly string[]> => {
    const rows = await store.db.selectFrom('cds_call').select('patient_ref').where('service', '=', 'sweep').execute();
    return rows.map(({ patient_ref }) => patient_ref ?? '').sort();
  };
  const cases = async (): Promise<number> => {
    const rows = await store.db.selectFrom('authorization_case').select('id').execute();
    return rows.length;
  };
  const everybody = (name: string): readonly string[] =>
    Array.from({ length: PATIENTS }, (_, n) => `Patient/${name}-${String(n + 1)}`);

  it('run twice at once decides everybody once', { timeout: 900_000 }, async () => {
    const all = rounds(3);
    let [wrong, slowest] = [0, 0];
    for (let round = 0; round < all; round += 1) {
      const name = `twice-${String(round)}`;
      await prepare(name);
      const begun = performance.now();
      const both = await Promise.all([1, 2].map(() => command(['sweep'], setting).ended));
      slowest = Math.max(slowest, performance.now() - begun);
      const reports = both.map(({ stdout, stderr }) => reportIn(stdout, stderr));
      expect(reports.map(({ state }) => state)).toEqual(['done', 'done']);
      // A second run finds nothing new; nobody is decided and no case opened twice.
      expect(await decided()).toEqual(everybody(name));
      wrong += (await decided()).length - PATIENTS + (await cases()) - PATIENTS;
      await tidy();
    }
    report({
      fault: 'Two sweeps at once',
      rounds: all,
      work: count(PATIENTS * all, 'patients'),
      ...{ lost: 0, wrong, recovered: 'nothing to recover' },
      user: 'Nothing: one of them waits for the other',
      kept: 'One decision for a patient, one case for a visit',
      how: `The second begins when the first has ended (both done after ${String(seconds(slowest))} s)`,
    });
    expect(wrong).toBe(0);
  });

  it('killed half-way is taken up where it was, nobody decided twice', { timeout: 900_000 }, async () => {
    await prepare('halfway');
    // Three are answered and the others are kept waiting, so that it is at work when it is killed, however busy the machine.
    const answered = new Set<string>();
    ehr.mischief = ({ query }, response) => {
      const [patient] = /halfway-\d+/.exec(query) ?? [];
      if (!query.startsWith('Coverage') || patient === undefined) return false;
      if (answered.size < 3) answered.add(patient);
      if (answered.has(patient)) return false;
      return new Promise((resolve) => {
        response.once('close', () => {
          resolve(true);
        });
      });
    };
    const dying = command(['sweep'], setting);
    await until('three patients are decided', async () => (await decided()).length >= 3, 60_000);
    dying.child.kill('SIGKILL');
    const killed = await dying.ended;
    const killedAt = performance.now();
    expect(killed.status).toBeUndefined();
    const before = await decided();
    expect(before.length).toBeLessThan(PATIENTS);
    ehr.mischief = healthy;
    // Whoever comes next waits until the lease of the dead one has run out, and then goes on with its run.
    const next = await command(['sweep'], setting).ended;
    const recovered = performance.now() - killedAt;
    const { state } = reportIn(next.stdout, next.stderr);
    const { rows } = await sql<{
      state: string;
      attempts: number;
    }>`select state, attempts from job_run order by id`.execute(store.db);
    const [after, opened] = [await decided(), await cases()];
    await tidy();
    report({
      fault: 'A sweep killed half-way',
      rounds: 1,
      work: count(PATIENTS, `patients, ${String(before.length)} decided before the kill`),
      ...{ lost: PATIENTS - new Set(after).size, wrong: after.length - new Set(after).size + opened - PATIENTS },
      recovered: seconds(recovered),
      user: 'The age of the last sweep grows; its progress stands still',
      kept: 'What was decided before; nobody is decided a second time',
      how: 'Another process takes it up when the lease of 90 s has run out',
    });
    expect(state).toBe('done');
    expect(rows[0]).toEqual({ state: 'done', attempts: 2 });
    expect(after).toEqual(everybody('halfway'));
    expect(opened).toBe(PATIENTS);
  });

  it('names a patient who cannot be read, and goes on with the others', { timeout: 900_000 }, async () => {
    await prepare('poisoned');
    const poisons: Readonly<Record<string, object>> = {
      'Patient/poisoned-2': { resourceType: 'Patient', id: ['not', 'an', 'id'], birthDate: 7 },
      'Patient/poisoned-4': { resourceType: 'Banana' },
    };
    ehr.mischief = ({ query }, response) => {
      const poison = poisons[query];
      if (poison === undefined) return false;
      sendJson(response, poison);
      return true;
    };
    const ill = await command(['sweep'], setting).ended;
    const { state, failed } = reportIn(ill.stdout, ill.stderr);
    const [decidedIll, casesIll] = [await decided(), await cases()];
    ehr.mischief = healthy;
    const begun = performance.now();
    const well = await command(['sweep'], setting).ended;
    const recovered = performance.now() - begun;
    const after = await decided();
    await tidy();
    const named = failed.map(({ patient }) => patient).sort();
    const others = everybody('poisoned').filter((patient) => !(patient in poisons));
    const wrong = decidedIll.filter((patient) => patient in poisons).length + (ill.status === 0 ? 1 : 0);
    report({
      fault: 'A poisoned record in a sweep',
      rounds: 1,
      work: count(PATIENTS, 'patients, 2 of them unreadable'),
      ...{ lost: others.filter((patient) => !decidedIll.includes(patient)).length, wrong },
      recovered: seconds(recovered),
      user: "The sweep's report names the patient with the reason; the command ends with 1; older results turn grey",
      kept: 'All others are decided; nothing is concluded about the one',
      how: 'With the next sweep after the record was put right',
    });
    expect(state).toBe('done');
    expect(named).toEqual(Object.keys(poisons));
    expect(ill.status).toBe(1);
    expect(decidedIll).toEqual(others);
    expect(casesIll).toBe(others.length);
    expect(well.status).toBe(0);
    expect(after).toEqual(everybody('poisoned'));
  });
});

/** The last line is the report of the only tenant. */
function reportIn(stdout: string, stderr: string): SweepReport {
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`no report: ${stdout}${stderr}`);
  return JSON.parse(last) as SweepReport;
}
