import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { runPatient } from '../../../server/commands/patient.command.ts';
import { recordEvent } from '../../../server/store/audit.ts';
import { openStore } from '../../../server/store/open-store.ts';
import type { StoreOptions } from '../../../server/store/open-store.ts';
import { aCall, RULES_OF_CALLS } from '../../support/a-call.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';
import { answersOf, runOn } from './run-command.ts';

let options: StoreOptions;
const folder = mkdtempSync(join(tmpdir(), 'chairready-patient-'));

const patient = (...argv: string[]) => {
  const environment = { CHAIRREADY_DATA: options.dataDir, CHAIRREADY_CONFIG: join(folder, 'config.json') };
  return runOn((given, streams) => runPatient(given, streams, environment), [], argv);
};

beforeAll(async () => {
  options = await testStoreOptions('pglite');
  const jwks = { keys: [{ kty: 'EC', kid: 'k' }] };
  const tenant = {
    id: 'clinic',
    name: 'C',
    cdsClient: { iss: 'https://e.test', jwks },
    fhir: { baseUrl: 'https://e.test' },
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ timeZone: 'UTC', tenants: [tenant] }));
  const store = await openStore(options);
  await store.decisions.keepRuleBundle(RULES_OF_CALLS, 'rules');
  await store.decisions.keepDecision(aCall({ patientRef: 'Patient/p1' }));
  await recordEvent(store.db, 'attestation', { at: new Date(), tenant: 'clinic', body: { patient: 'Patient/p1' } });
  await store.close();
}, 120_000);

afterAll(() => {
  for (const one of [folder, options.dataDir]) rmSync(one, { recursive: true, force: true });
});

it.each([
  [[], 'two actions'],
  [['show', 'Patient/p1'], 'two actions'],
  [['export'], 'name one patient'],
  [['export', 'Patient/p1', 'Patient/p2'], 'name one patient'],
  [['export', 'Patient/p1', '--why', 'because'], '--why belongs to delete'],
  [['delete', 'Patient/p1'], '--why: say why'],
  [['delete', 'p1', '--why', 'because'], 'must be a reference'],
  [['export', 'Patient/p1', '--tenant', 'nobody'], 'there is no tenant'],
])('refuses %j', async (argv, message) => {
  const run = await patient(...argv);
  expect(run).toMatchObject({ status: 2, output: '' });
  expect(run.errors).toContain(message);
});

it('exports a line for each row, and deletes with a line for each table', async () => {
  const exported = await patient('export', 'Patient/p1');
  expect(exported.status).toBe(0);
  expect(answersOf(exported).map(({ table }) => table)).toEqual(['cds_call', 'audit_body']);
  const deleted = await patient('delete', 'Patient/p1', '--why', 'asked by the patient');
  expect(deleted.errors).toBe('');
  expect(deleted.status).toBe(0);
  expect(answersOf(deleted)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ table: 'cds_call', deleted: 1, kept: 0 }),
      expect.objectContaining({ table: 'waste_record', deleted: 0, kept: 0 }),
    ]),
  );
  expect(answersOf(await patient('export', 'Patient/p1')).map(({ table }) => table)).not.toContain('cds_call');
});
