import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigRefused } from '../../../server/config/config-refused.ts';
import type { Environment } from '../../../server/config/load-config.ts';
import { loadConfig } from '../../../server/config/load-config.ts';
import { loadPolicies } from '../../../server/config/load-policies.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const tenant = (more: object = {}, client: object = {}) => ({
  id: 'a',
  name: 'A',
  cdsClient: { iss: 'https://ehr.test', jwks: { keys: [{ kty: 'EC', kid: 'k' }] }, ...client },
  fhir: { baseUrl: 'https://ehr.test/fhir/' },
  ...more,
});

const OWN_KEY = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' }),
  kid: 'own',
};
const backed = (key: object) =>
  tenant({
    fhir: { baseUrl: 'https://ehr.test/fhir', backend: { clientId: 'c', privateJwk: { ...OWN_KEY, ...key } } },
  });

const STAFF = ['nurse a1', 'Practitioner/a1', 'a1'].map((id) => ({ id, roles: ['clerk'], capacityPerDay: 5 }));
const ENDED = { location: 'Location/1', program340b: { from: '2026-05-01', until: '2026-01-01', gpoBarred: true } };

const good = (more: object = {}) => ({ timeZone: 'America/Chicago', tenants: [tenant()], ...more });

function load(content: unknown, environment: Environment = {}) {
  const file = join(folder, 'config.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadConfig({ CHAIRREADY_CONFIG: file, ...environment }, folder);
}

function faultsOf(content: unknown, environment: Environment = {}): readonly string[] {
  try {
    load(content, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigRefused) return error.faults.map(({ path }) => path);
    throw error;
  }
}

describe('a configuration', () => {
  it('is filled in with its defaults', () => {
    const config = load(good());
    expect(config).toMatchObject({ port: 8080, publicUrl: 'http://127.0.0.1:8080', timeZone: 'America/Chicago' });
    expect(config.tenants[0]).toMatchObject({
      fhir: { baseUrl: 'https://ehr.test/fhir' },
      cdsClient: { requireJwt: true },
      cards: { routing: 'link', budgetMs: 2000, silent: false },
      routing: { businessDays: 10, reviewCost: { n: 60n, d: 1n }, unrecovered: { n: 3n, d: 25n } },
    });
    expect(config.fixedToday()).toBeUndefined();
  });

  it('names what nobody reads, but not what is open by nature', () => {
    const client = { jwks: { keys: [{ kty: 'EC', kid: 'k', x: '1' }] }, orgins: [] };
    const odd = tenant({ card: { silent: true }, cards: { silnt: true }, names: { 'Practitioner/a': 'A' } }, client);
    const { unknown } = load(good({ tenants: [odd], publicurl: '' }));
    expect(unknown).toEqual(['tenants[0].cdsClient.orgins', 'tenants[0].card', 'tenants[0].cards.silnt', 'publicurl']);
    expect(load(good()).unknown).toBeUndefined();
  });

  it.each([
    ['{\n  "a": 1,\n  "d": secretkey\n}', 'look at line 3, column 8'],
    ['{\n  "d": "secretkey"\n  "a": 1}', 'look at line 3, column 3'],
    ['{\n  "d": "secretkey",', 'it ends too early'],
  ])('that is not JSON is refused with the place and without what stands there: %j', (text, place) => {
    expect(() => load(text)).toThrow(new RegExp(`^(?!.*secretkey).*is not JSON: ${place}$`, 's'));
  });

  it('gives way to the environment', () => {
    const config = load(good({ port: 1, dataDir: 'x', database: { url: 'postgres://a' } }), {
      PORT: '9000',
      DATABASE_URL: 'postgres://b',
      CHAIRREADY_DATA: '/data',
    });
    expect(config).toMatchObject({
      port: 9000,
      databaseUrl: 'postgres://b',
      dataDir: '/data',
      publicUrl: 'http://127.0.0.1:9000',
    });
  });

  it('names every fault at once, with its path', () => {
    const content = {
      port: 70_000,
      tenants: [
        tenant(
          { roles: { 'Practitioner/n1': 'boss' }, holidays: ['2026-02-30'], cards: { budgetMs: 'slow' } },
          { jwksUrl: 'http://ehr.test/jwks' },
        ),
        tenant({
          fhir: { baseUrl: 'http://ehr.test/fhir' },
          sites: [{ location: 'Location/1', stock: { J9299: ['40'] } }],
        }),
      ],
    };
    expect(faultsOf(content)).toEqual([
      'port',
      'tenants[0].holidays[0]',
      'tenants[0].roles.Practitioner/n1',
      'tenants[0].cards.budgetMs',
      'tenants[1].sites[0].stock.J9299[0]',
      'timeZone',
      'tenants[1].id',
      'tenants[1].cdsClient.iss',
      'tenants[0].cdsClient.jwksUrl',
      'tenants[0].cdsClient',
      'tenants[1].fhir.baseUrl',
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ['http to this machine while ChairReady is on it', tenant({ fhir: { baseUrl: 'http://127.0.0.1:9/fhir' } }), []],
    ['http to a private address', tenant({ fhir: { baseUrl: 'http://10.0.0.1/fhir' } }), ['tenants[0].fhir.baseUrl']],
    ['https to a private address', tenant({ fhir: { baseUrl: 'https://10.0.0.1/fhir' } }), []],
    ['a base with a password', tenant({ fhir: { baseUrl: 'https://u:p@ehr.test/fhir' } }), ['tenants[0].fhir.baseUrl']],
    ['a base with a query', tenant({ fhir: { baseUrl: 'https://ehr.test/fhir?x=1' } }), ['tenants[0].fhir.baseUrl']],
    ['no keys', tenant({}, { jwks: undefined }), ['tenants[0].cdsClient']],
    ['no JWT asked for on this machine', tenant({}, { jwks: undefined, requireJwt: false }), []],
    ['one issuer twice, told apart', tenant({}, { tenant: 'x' }), []],
    ['a role for a code', tenant({ roles: { 'code:http://nucc.org|183500000X': 'pharmacist' } }), []],
    ['a role for nobody', tenant({ roles: { n1: 'scheduler' } }), ['tenants[0].roles.n1']],
    ['a name for nobody', tenant({ names: { a1: 'Ana' } }), ['tenants[0].names.a1']],
    [
      'staff whose name is no id, and twice',
      tenant({ staff: STAFF }),
      ['tenants[0].staff[0].id', 'tenants[0].staff[2].id'],
    ],
    ['a site whose name is no id', tenant({ sites: [{ location: 'ward 1' }] }), ['tenants[0].sites[0].location']],
    ['a program that ends first', tenant({ sites: [ENDED] }), ['tenants[0].sites[0].program340b.until']],
    ['a key that is not private', backed({ d: undefined }), ['tenants[0].fhir.backend.privateJwk']],
    ['a key that is none', backed({ d: '...' }), ['tenants[0].fhir.backend.privateJwk']],
    ['a key that can sign', backed({}), []],
    ['a caller’s private key', tenant({}, { jwks: { keys: [OWN_KEY] } }), ['tenants[0].cdsClient.jwks.keys[0]']],
  ])('%s', (_name, one, faults) => {
    expect(faultsOf(good({ tenants: [one] }))).toEqual(faults);
  });

  it('takes a bare id of staff for a practitioner and one of a site for a location', () => {
    const bare = { staff: [{ id: 's1', roles: ['clerk'], capacityPerDay: 3 }], sites: [{ location: 'infusion-1' }] };
    const [read] = load(good({ tenants: [tenant(bare)] })).tenants;
    expect(read?.staff.map(({ id }) => id)).toEqual(['Practitioner/s1']);
    expect(read?.sites.map(({ location }) => location)).toEqual(['Location/infusion-1']);
  });

  it('asks for a JWT and https wherever it is reached from elsewhere', () => {
    const open = [tenant({ fhir: { baseUrl: 'http://127.0.0.1:9/fhir' } }, { jwks: undefined, requireJwt: false })];
    expect(faultsOf(good({ publicUrl: 'https://chairready.test', tenants: open }))).toEqual([
      'tenants[0].fhir.baseUrl',
      'tenants[0].cdsClient.requireJwt',
    ]);
  });

  it('trusts the public sandbox, in whose name anybody can sign, on this machine only', () => {
    const tenants = [tenant({}, { iss: 'https://sandbox.cds-hooks.org' })];
    expect(faultsOf(good({ tenants }))).toEqual([]);
    expect(faultsOf(good({ publicUrl: 'https://chairready.test', tenants }))).toEqual(['tenants[0].cdsClient.iss']);
  });

  it.each([
    ['not JSON', '{'],
    ['a list', []],
    ['null', 'null'],
    ['a number', '4'],
  ])('that is %s stops the start', (_name, content) => {
    expect(() => load(content)).toThrow(ConfigRefused);
  });

  it('that is not there stops the start and names the file', () => {
    expect(() => loadConfig({ CHAIRREADY_CONFIG: '/nowhere/x.json' }, folder)).toThrow(
      /\/nowhere\/x\.json cannot be read/,
    );
  });

  it('in the environment is checked as well', () => {
    expect(faultsOf(good(), { PORT: 'eighty' })).toEqual(['PORT']);
    expect(faultsOf(good(), { DATABASE_URL: 'localhost:5432/cr' })).toEqual(['DATABASE_URL']);
    expect(faultsOf(good(), { LOG_LEVEL: 'verbose' })).toEqual(['LOG_LEVEL']);
    expect(faultsOf(good(), { LOG_LEVEL: 'warn' })).toEqual([]);
  });

  it('says of a wrong type what would be right, and takes a byte order mark', () => {
    expect(() => load({ tenants: {}, timeZone: 5, port: '80' })).toThrow(
      /port: must be a whole number.*timeZone: must be a text in quotes, but is a number.*tenants: must be a list/s,
    );
    expect(() => load({ timeZone: 'UTC' })).toThrow('tenants: is missing: a list [...] must stand here');
    expect(load(`\uFEFF${JSON.stringify(good())}`).tenants).toHaveLength(1);
  });
});

describe('the sandbox', () => {
  const written = (day: string) => {
    writeFileSync(
      join(folder, 'sandbox-tenant.json'),
      JSON.stringify({ ...tenant(), timeZone: 'America/Chicago', sandboxDay: day }),
    );
  };

  it('is connected only when both are started together, and moves the day while the server runs', async () => {
    written('2026-12-01');
    expect(loadConfig({ CHAIRREADY_DATA: folder }, folder).tenants).toEqual([]);
    const config = loadConfig({ CHAIRREADY_DATA: folder, CHAIRREADY_START: '1' }, folder);
    expect(config.tenants.map(({ id }) => id)).toEqual(['a']);
    expect(config.fixedToday()).toBe('2026-12-01');
    await new Promise((resolve) => setTimeout(resolve, 20));
    written('2026-12-02');
    expect(config.fixedToday()).toBe('2026-12-02');
  });

  it('gives way to a configuration of its own', () => {
    expect(
      load(good({ tenants: [tenant({ id: 'mine' })] }), { CHAIRREADY_DATA: folder, CHAIRREADY_START: '1' }).tenants[0]
        ?.id,
    ).toBe('mine');
  });
});

describe('policy files', () => {
  it('stop the start with the file and the path of every fault', () => {
    const file = join(folder, 'pack.json');
    writeFileSync(file, JSON.stringify({ pack: 'x', version: '1', policies: [{ id: 'p' }] }));
    expect(() => loadPolicies([file])).toThrow(/pack\.json: policies\[0\]\.payer/);
    expect(() => loadPolicies([join(folder, 'none.json')])).toThrow(/none\.json: cannot be read/);
    writeFileSync(file, '{"pack": "x", ');
    expect(() => loadPolicies([file])).toThrow(/pack\.json: is not JSON \(.*position/);
    expect(loadPolicies([]).length).toBeGreaterThan(0);
  });
});
