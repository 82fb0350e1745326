import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/main.ts';

const options = (dataDir: string, port = 0) => ({ port, dataDir, chairReadyUrl: 'http://127.0.0.1:8080' });
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'sandbox-main-'));

describe('starting the sandbox', () => {
  it('says plainly that a port is taken and which variable changes it, and writes nothing', async () => {
    const first = await startSandbox(options(newFolder()));
    const port = Number(new URL(first.url).port);
    const folder = newFolder();
    await expect(startSandbox(options(folder, port))).rejects.toThrow(
      `port ${port} is taken: stop what uses it, or choose another port with SANDBOX_PORT`,
    );
    expect(() => statSync(join(folder, 'sandbox-tenant.json'))).toThrow();
    await first.close();
  });

  it('writes the tenant file for its owner only, without the secret half of the hook key', async () => {
    const folder = newFolder();
    const sandbox = await startSandbox(options(folder));
    await sandbox.close();
    const file = join(folder, 'sandbox-tenant.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const tenant = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    expect(tenant).toMatchObject({
      id: 'sandbox',
      timeZone: 'America/Chicago',
      cdsClient: { iss: sandbox.url, requireJwt: true, jwks: { keys: [{ alg: 'ES384', crv: 'P-384' }] } },
      fhir: {
        baseUrl: `${sandbox.url}/fhir`,
        backend: { clientId: 'chairready-backend', privateJwk: { alg: 'ES384' } },
      },
      smart: { clientId: 'chairready-app' },
      cards: { routing: 'task' },
    });
    expect(JSON.stringify(tenant['cdsClient'])).not.toContain('"d":');
  });

  it('keeps keys, day and record over a restart, and tells the stories once', async () => {
    const folder = newFolder();
    const read = (name: string): string => readFileSync(join(folder, 'sandbox', name), 'utf8');
    await (await startSandbox({ ...options(folder), today: '2026-03-02' })).close();
    const [keys, day, record] = ['keys.json', 'day.json', 'record.ndjson'].map(read);
    await (await startSandbox({ ...options(folder), today: '2026-09-09' })).close();
    expect([read('keys.json'), read('day.json'), read('record.ndjson')]).toEqual([keys, day, record]);
    expect(day).toContain('2026-03-02');
  });

  it('refuses a folder in which another sandbox runs, and takes it once that one has ended', async () => {
    const folder = newFolder();
    const first = await startSandbox(options(folder));
    const tenant = readFileSync(join(folder, 'sandbox-tenant.json'), 'utf8');
    await expect(startSandbox(options(folder))).rejects.toThrow(`is in use by the sandbox EHR at ${first.url}`);
    expect(readFileSync(join(folder, 'sandbox-tenant.json'), 'utf8')).toBe(tenant);
    await first.close();
    await (await startSandbox(options(folder))).close();
  });

  it('refuses a first day that does not exist', async () => {
    await expect(startSandbox({ ...options(newFolder()), today: '2026-02-30' })).rejects.toThrow('2026-02-30');
  });
});
