/** What docs/operations.md tells people to write is tried here. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import { configSchema } from '../../../server/config/config.schema.ts';
import { loadConfig } from '../../../server/config/load-config.ts';
import { openMetrics } from '../../../server/observability/metrics.ts';
import { deleteBodies, recordEvent } from '../../../server/store/audit.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { aCall } from '../../support/a-call.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';

const TEXT = readFileSync('docs/operations.md', 'utf8');
const blocks = (language: string): readonly string[] =>
  [...TEXT.matchAll(new RegExp('```' + language + '\\n([^`]*)```', 'g'))].map(([, block = '']) => block);

describe('docs/operations.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairready-ops-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows a configuration that is accepted, without a field that nobody knows', () => {
    const [printed = ''] = blocks('json');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const own = JSON.stringify(privateKey.export({ format: 'jwk' })).slice(1, -1);
    const example = printed.replace('"x": "...", "y": "...", "d": "..."', own);
    const file = join(folder, 'config.json');
    writeFileSync(file, example);
    const config = loadConfig({ CHAIRREADY_CONFIG: file }, folder);
    expect(config.tenants.map(({ id }) => id)).toEqual(['main']);
    const given = JSON.parse(example) as { readonly tenants: readonly object[] };
    const known = configSchema.parse(given);
    expect(Object.keys(known)).toEqual(expect.arrayContaining(Object.keys(given)));
    expect(Object.keys(known.tenants[0] ?? {})).toEqual(expect.arrayContaining(Object.keys(given.tenants[0] ?? {})));
  });

  it('names only numbers that /metrics has', async () => {
    const metrics = openMetrics();
    metrics.watchWaiting({ decisions: () => 0, cases: () => 0 });
    metrics.watchStore(() =>
      Promise.resolve({
        sweepAge: [{ tenant: 't', seconds: 1 }],
        sweepNotRead: [{ tenant: 't', count: 0 }],
        oldestJob: 0,
        openCases: [{ tenant: 't', route: 'senior', count: 1 }],
        unsealed: 0,
      }),
    );
    const known = await metrics.text();
    const named = new Set([...TEXT.matchAll(/chairready_[a-z_]+/g)].map(([name]) => name));
    const numbers = [...named].filter((name) => !/^chairready_(owner|app)$/.test(name));
    expect(numbers.length).toBeGreaterThan(5);
    for (const name of numbers) expect(known).toContain(name.replace(/_(bucket|count)$/, ''));
  });

  it('the image copies only what a clean checkout has or the build makes', () => {
    const image = readFileSync('deploy/Dockerfile', 'utf8');
    const copied = [...image.matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(([, path = '']) => path);
    expect(copied).toEqual(
      expect.arrayContaining(['package.json', 'node_modules', 'dist', 'reference-data', 'vendor']),
    );
    for (const path of copied.filter((one) => one !== 'dist')) expect(existsSync(path)).toBe(true);
  });

  it('image, compose file and unit start the program that is built, with variables and paths that it reads', () => {
    const [image = '', compose = '', unit = ''] = ['Dockerfile', 'compose.yaml', 'chairready.service'].map((name) =>
      readFileSync(join('deploy', name), 'utf8'),
    );
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly bin: { readonly chairready: string };
    };
    expect(image).toContain(`CMD ["node", "${bin.chairready}", "serve"]`);
    expect(unit).toContain(`ExecStart=/usr/bin/node ${bin.chairready} serve`);
    const documented = new Set([...TEXT.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name));
    const set = (text: string) => new Map([...text.matchAll(/\b([A-Z_]{4,})=(\S+)/g)].map(([, a, b]) => [a, b]));
    const [ofImage, ofUnit] = [image, unit].map((text) => set(/^(?:ENV|Environment=).*$/m.exec(text)?.[0] ?? ''));
    for (const name of [...(ofImage?.keys() ?? []), ...(ofUnit?.keys() ?? [])])
      expect(name === 'NODE_ENV' || documented.has(name), name).toBe(true);
    expect(compose).toContain(`:${ofImage?.get('CHAIRREADY_CONFIG') ?? '?'}:ro`);
    expect(compose).toContain(`data:${ofImage?.get('CHAIRREADY_DATA') ?? '?'}\n`);
    expect(compose).toContain(`:${ofImage?.get('PORT') ?? '?'}'`);
    expect(ofUnit?.get('CHAIRREADY_DATA')).toBe(`/var/lib/${/^StateDirectory=(\S+)$/m.exec(unit)?.[1] ?? '?'}`);
    for (const [, named = ''] of unit.matchAll(/\b(DATABASE_URL|CHAIRREADY_\w+)\b/g))
      expect(documented).toContain(named);
  });
});

describe('the two database roles of docs/operations.md', () => {
  let app: Store;
  let admin: pg.Client;
  let dataDir: string;
  const suffix = String(process.pid);
  const roles = [`chairready_owner_${suffix}`, `chairready_app_${suffix}`];
  const named = (text: string): string =>
    text.replaceAll('chairready_owner', roles[0] ?? '').replaceAll('chairready_app', roles[1] ?? '');
  const as = (role: string | undefined, url: string): string => {
    const address = new URL(url);
    address.username = role ?? '';
    return address.href;
  };

  beforeAll(async () => {
    const { databaseUrl = '', ...options } = await testStoreOptions('postgres');
    ({ dataDir } = options);
    const [before = '', after = ''] = blocks('sql');
    admin = new pg.Client({ connectionString: databaseUrl });
    await admin.connect();
    await admin.query(named(before));
    await (await openStore({ dataDir, databaseUrl: as(roles[0], databaseUrl) })).close();
    const owner = new pg.Client({ connectionString: as(roles[0], databaseUrl) });
    await owner.connect();
    await owner.query(named(after));
    await owner.end();
    app = await openStore({ dataDir, databaseUrl: as(roles[1], databaseUrl) });
  }, 120_000);

  afterAll(async () => {
    await app.close();
    for (const role of roles)
      await admin.query(`drop owned by ${role} cascade; drop role ${role}`).catch(() => undefined);
    await admin.end();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('let the server keep, record, seal and delete bodies by retention', async () => {
    await app.decisions.keepDecision(aCall({ rulesVersion: 'a'.repeat(64) }));
    await recordEvent(app.db, 'login', { at: new Date(), tenant: 'clinic', body: { n: 1 } });
    while ((await sealBatch(app.db)) !== undefined);
    const { id } = await app.db.selectFrom('audit_body').select('id').executeTakeFirstOrThrow();
    expect(await deleteBodies(app.db, { ids: [id], why: 'retention', at: new Date(), tenant: 'clinic' })).toBe(1);
    while ((await sealBatch(app.db)) !== undefined);
    expect(await verifyChain(app.db)).toMatchObject({ ok: true, sealed: 3, deletedBodies: 1 });
  });

  it.each([
    "update audit_event set actor = 'x'",
    'delete from audit_event',
    'truncate audit_event',
    'delete from audit_head',
    "update audit_body set body = '{}'",
    'truncate audit_body',
    'delete from waste_record',
    'truncate staff_statement',
    'alter table audit_event disable trigger user',
    'drop trigger audit_event_no_delete on audit_event',
    'create table mine (n int)',
    "insert into kysely_migration (name, timestamp) values ('x', 'y')",
  ])('refuse the server: %s', async (statement) => {
    await expect(sql.raw(statement).execute(app.db)).rejects.toThrow(/permission denied|must be owner/);
  });
});
