import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { auditHandler } from '../../../server/audit/audit.handler.ts';
import { sealBatch } from '../../../server/audit/seal.ts';
import { runAudit } from '../../../server/commands/audit.command.ts';
import { runReplay } from '../../../server/commands/replay.command.ts';
import { replayHandler } from '../../../server/replay/replay.handler.ts';
import { socketCommands } from '../../../server/socket-commands.ts';
import { recordEvent } from '../../../server/store/audit.ts';
import { openStore, type Store } from '../../../server/store/open-store.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';
import { answersOf, runOn } from './run-command.ts';

const A_TENANT = {
  ...{ id: 't1', name: 'Clinic', fhir: { baseUrl: 'http://127.0.0.1:1/fhir' }, roles: {} },
  cdsClient: { iss: 'http://127.0.0.1:1/cds', jwks: { keys: [{ kty: 'EC', kid: 'k', crv: 'P-384', x: 'x', y: 'y' }] } },
};

describe.each(['pglite', 'postgres'] as const)('audit verify and replay on the command line (%s)', (engine) => {
  let options: Awaited<ReturnType<typeof testStoreOptions>>;
  let environment: Record<string, string>;
  beforeAll(async () => {
    options = await testStoreOptions(engine);
    const { dataDir, databaseUrl } = options;
    environment = { CHAIRREADY_DATA: dataDir, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) };
    const store = await openStore(options);
    await recordEvent(store.db, 'login', { at: new Date(), actor: 'Practitioner/n1', body: { role: 'scheduler' } });
    await sealBatch(store.db);
    await store.close();
  });
  afterAll(() => {
    rmSync(options.dataDir, { recursive: true, force: true });
  });

  const verify = (...argv: string[]) =>
    runOn((given, streams) => runAudit(given, streams, environment), [], ['verify', ...argv]);
  const replay = (ids: readonly string[], ...argv: string[]) =>
    runOn((given, streams) => runReplay(given, streams, environment), ids, argv);

  it('opens the database itself where no server holds it', async () => {
    const run = await verify();
    expect(run.status).toBe(0);
    expect(answersOf(run)).toMatchObject([{ records: 1, sealed: 1, unsealed: 0, ok: true, faults: [] }]);
  });

  it('exits with 1 where the chain is shorter than a head that was noted', async () => {
    const run = await verify('--head', `2:${'0'.repeat(64)}`);
    expect(run.status).toBe(1);
    expect(answersOf(run)).toMatchObject([{ ok: false, faults: [{ at: 2, kind: 'truncated' }] }]);
  });

  it('refuses another action, another option and a head that is none', async () => {
    for (const argv of [['--head', 'x'], ['--nothing'], ['twice']]) expect((await verify(...argv)).status).toBe(2);
  });

  it('replays ids from the arguments or, line by line, from standard input, and exits with 1 for an unknown one', async () => {
    for (const run of [await replay([], 'one', 'two'), await replay(['one', '', ' two '])]) {
      expect(run.status).toBe(1);
      expect(answersOf(run)).toEqual([
        { id: 'one', same: false, error: 'unknown' },
        { id: 'two', same: false, error: 'unknown' },
      ]);
    }
    expect((await replay([])).status).toBe(0);
    expect((await replay([], '--fast')).status).toBe(2);
  });

  it.runIf(engine === 'pglite')('asks the server that holds the embedded database', async () => {
    const store: Store = await openStore(options);
    const { db, lock } = store;
    lock?.serveCommands(socketCommands({ 'audit verify': auditHandler(db), replay: replayHandler(db) }));
    try {
      await recordEvent(db, 'export', { at: new Date() });
      expect(answersOf(await verify())).toMatchObject([{ records: 2, sealed: 1, unsealed: 1, ok: true }]);
      expect(answersOf(await replay([], 'one'))).toEqual([{ id: 'one', same: false, error: 'unknown' }]);
      expect((await verify('--head', 'x')).status).toBe(2);
    } finally {
      await store.close();
    }
  });

  it('exports every record of a tenant, the oldest first, and records that it was exported', async () => {
    const store = await openStore(options);
    const body = { patient: 'Patient/p1', why: 'a visit' };
    await recordEvent(store.db, 'patient-view', { at: new Date(), tenant: 't1', actor: 'Practitioner/s1', body });
    await store.close();
    const config = join(options.dataDir, 'config.json');
    writeFileSync(config, JSON.stringify({ port: 8080, timeZone: 'UTC', tenants: [A_TENANT] }));
    const exported = (...argv: string[]) =>
      runOn(
        (given, streams) => runAudit(given, streams, { ...environment, CHAIRREADY_CONFIG: config }),
        [],
        ['export', ...argv],
      );
    const lines = answersOf(await exported('--patient', 'Patient/p1'));
    expect(lines).toMatchObject([{ kind: 'patient-view', actor: 'Practitioner/s1', body }]);
    const events = answersOf(await exported('--format', 'fhir', '--tenant', 't1'));
    expect(new Set(events.map(({ resourceType }) => resourceType))).toEqual(new Set(['AuditEvent']));
    expect(JSON.stringify(events)).toContain('Patient/p1');
    expect(JSON.stringify(events)).not.toContain('a visit');
    expect(events.at(-1)).toMatchObject({ subtype: [{ code: 'export' }] });
    // The same refusals whatever the engine; each opens the database, which takes long on the embedded one.
    if (engine === 'pglite') return;
    for (const argv of [
      ['--tenant', 'no'],
      ['--format', 'pdf'],
      ['--from', 'today'],
      ['--patient', 'x'],
      ['--head', 'x'],
    ])
      expect((await exported(...argv)).status).toBe(2);
  });
});
