/** A small EHR behind `fetch`: SMART Backend Services with a real check of the assertion, and searches that can be refused. */
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import type { JWK } from 'jose';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { readRecord } from '../../../fhir/read-record.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import { parsePolicyPack } from '../../../reference-data/policy-pack.ts';
import { configSchema } from '../../../server/config/config.schema.ts';
import type { Tenant } from '../../../server/config/config.schema.ts';
import type { TenantDesk } from '../../../server/http/tenant-desk.ts';
import { openTenantDesk } from '../../../server/http/tenant-desk.ts';
import type { CasesOfTenants } from '../../../server/imports/count-local-cases.ts';
import { siteWithImports } from '../../../server/imports/site-with-imports.ts';
import { silentLog } from '../../../server/observability/log.ts';
import type { Store } from '../../../server/store/open-store.ts';
import type { SweepDesk } from '../../../server/sweep/sweep.job.ts';
import { aCoverage, aPatient, anAppointment, anOrder } from '../../support/fhir-builders.ts';

export const EHR = 'https://ehr.test/fhir';
const TOKEN_URL = 'https://ehr.test/oauth/token';
export const TODAY = '2026-12-01';

export const outside = setupServer();

interface Stored {
  readonly resourceType: string;
  readonly id?: string | undefined;
}

/** What this EHR refuses, as real ones do. */
export interface Refusals {
  readonly dateSearch?: boolean;
  readonly locationSearch?: boolean;
  readonly patientSearch?: boolean;
}

export interface Ehr {
  readonly record: Map<string, Stored>;
  /** Every FHIR request, relative to the base. */
  readonly asked: string[];
  /** Assertions that were accepted. */
  readonly assertions: { readonly alg: unknown; readonly kid: unknown; readonly claims: Record<string, unknown> }[];
  refuses: Refusals;
  /** A type whose searches are answered with no Bundle. */
  garbled?: string;
  /** Called before each answer; may throw to break the connection. */
  before: (query: string) => void | Promise<void>;
  readonly put: (...resources: readonly Stored[]) => void;
  readonly key: JWK;
}

export async function openEhr(alg: 'ES384' | 'RS384' = 'ES384'): Promise<Ehr> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomUUID();
  const publicJwk = { ...(await exportJWK(publicKey)), kid };
  const ehr: Ehr = {
    record: new Map(),
    asked: [],
    assertions: [],
    refuses: {},
    before: () => undefined,
    put: (...resources) => {
      for (const one of resources) ehr.record.set(`${one.resourceType}/${one.id ?? ''}`, one);
    },
    key: { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' },
  };
  const tokens = new Set<string>();
  outside.resetHandlers(
    http.get(`${EHR}/.well-known/smart-configuration`, () =>
      HttpResponse.json({ issuer: 'https://ehr.test', token_endpoint: TOKEN_URL }),
    ),
    http.post(TOKEN_URL, async ({ request }) => {
      const form = new URLSearchParams(await request.text());
      const key = await importJWK(publicJwk, alg);
      const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', key, {
        audience: TOKEN_URL,
        issuer: 'chairready-backend',
        subject: 'chairready-backend',
      });
      ehr.assertions.push({ alg: protectedHeader.alg, kid: protectedHeader.kid, claims: payload });
      const token = randomUUID();
      tokens.add(token);
      return HttpResponse.json({ access_token: token, token_type: 'bearer', expires_in: 300, scope: 'system/*.rs' });
    }),
    http.get(`${EHR}/:type`, async ({ request, params }) => {
      if (!tokens.has(request.headers.get('authorization')?.slice('Bearer '.length) ?? ''))
        return new HttpResponse(null, { status: 401 });
      const { searchParams, search } = new URL(request.url);
      const query = `${String(params['type'])}${search}`;
      ehr.asked.push(query);
      await ehr.before(query);
      if (ehr.garbled === params['type']) return HttpResponse.json({ resourceType: 'Basic' });
      return answer(ehr, String(params['type']), searchParams);
    }),
    http.get(`${EHR}/:type/:id`, async ({ params }) => {
      const reference = `${String(params['type'])}/${String(params['id'])}`;
      ehr.asked.push(reference);
      await ehr.before(reference);
      const found = ehr.record.get(reference);
      return found === undefined ? new HttpResponse(null, { status: 404 }) : HttpResponse.json(found);
    }),
  );
  return ehr;
}

function answer({ record, refuses }: Ehr, type: string, search: URLSearchParams) {
  if (type === 'Appointment' && refuses[wayOf(search)] === true) return new HttpResponse(null, { status: 400 });
  const tests = testsOf(search);
  const found = [...record.values()].filter((one) => one.resourceType === type && tests.every((test) => test(one)));
  return HttpResponse.json({
    resourceType: 'Bundle',
    type: 'searchset',
    entry: found.map((resource) => ({ resource })),
  });
}

function wayOf(search: URLSearchParams): keyof Refusals {
  if (search.has('patient')) return 'patientSearch';
  return search.has('location') ? 'locationSearch' : 'dateSearch';
}

type Test = (one: Stored) => boolean;

/** References are looked for anywhere in the resource: ids of different types differ here. */
function testsOf(search: URLSearchParams): readonly Test[] {
  const [patient, location, statuses] = [search.get('patient'), search.get('location'), search.get('status')];
  const [from, to] = search.getAll('date').map((value) => value.slice(2));
  const names =
    (reference: string): Test =>
    (one) =>
      JSON.stringify(one).includes(`"${reference}"`);
  const tests: Test[] = [];
  if (patient !== null) tests.push(names(patient.startsWith('Patient/') ? patient : `Patient/${patient}`));
  if (location !== null) tests.push(names(location));
  if (statuses !== null) tests.push((one) => 'status' in one && statuses.split(',').includes(String(one.status)));
  if (from !== undefined && to !== undefined)
    tests.push((one) => 'start' in one && isBetween(new Date(String(one.start)).toISOString(), from, to));
  return tests;
}

const isBetween = (instant: string, from: string, to: string): boolean => instant >= from && instant < to;

/** A patient with one order and one visit; `payer` decides whether an authorization is required. */
export function aCourse(n: number, visit: Readonly<Record<string, unknown>> = {}, payer = 'Sunrise Health Plan') {
  const subject = { reference: `Patient/p${String(n)}` };
  return [
    aPatient({ id: `p${String(n)}` }),
    aCoverage({ id: `c${String(n)}`, beneficiary: subject, payor: [{ display: payer }] }),
    anOrder({ id: `m${String(n)}`, subject }),
    aVisitOf(n, visit),
  ];
}

export const aVisitOf = (n: number, visit: Readonly<Record<string, unknown>> = {}) =>
  anAppointment({
    id: `a${String(n)}`,
    participant: [
      { status: 'accepted', actor: { reference: `Patient/p${String(n)}` } },
      { status: 'accepted', actor: { reference: 'Location/chairs' } },
    ],
    supportingInformation: [{ reference: `MedicationRequest/m${String(n)}` }],
    ...visit,
  });

const PACK = {
  pack: 'lab',
  version: '1',
  policies: ['Sunrise Health Plan', 'Open Health'].map((name) => ({
    id: name,
    payer: { identifiers: [], names: [name] },
    drugs: 'any',
    inForce: { from: '2020-01-01' },
    authorization: { required: name !== 'Open Health' },
    source: { document: 'Lab policy', readOn: '2026-11-01' },
  })),
};

export function tenantOf(id: string, key: JWK): Tenant {
  const tenant = {
    ...{ id, name: id, cdsClient: { iss: 'https://ehr.test', jwks: { keys: [{ kty: 'EC', kid: 'k' }] } } },
    fhir: { baseUrl: EHR, backend: { clientId: 'chairready-backend', privateJwk: key } },
    sites: [{ location: 'chairs' }],
  };
  const [parsed] = configSchema.parse({ timeZone: 'America/New_York', tenants: [tenant] }).tenants;
  if (parsed === undefined) throw new Error('no tenant');
  return parsed;
}

/** A sweep's desk over the store; each counts as a process of its own. */
export function aSweepDesk(store: Store, tenant: Tenant, now = (): Date => new Date(), today = TODAY): SweepDesk {
  const pack = parsePolicyPack(PACK);
  if (!pack.ok) throw new Error('lab policy');
  const { policies } = pack.value;
  const shared = { drugs: loadDrugIndex(), policies, policiesVersion: 'lab', timeZone: 'America/New_York', now };
  return {
    db: store.db,
    desks: new Map([[tenant.id, openTenantDesk(tenant, { ...shared, fixedToday: () => today })]]),
    assessor: { readRecord, decide: (snapshot) => decide(ruleBook, snapshot, 'a'.repeat(64)) },
    rulesVersion: 'a'.repeat(64),
    keepRules: () => Promise.resolve(),
    now,
    log: silentLog,
  };
}

/** What a process finds in force, from one sweep to the next. */
export interface InForce {
  today: string;
  policiesVersion: string;
  localCases: CasesOfTenants;
}

/** A desk that decides beside what was imported and said, as the server's do. */
export function aDeskWithLedger(store: Store, tenant: Tenant, inForce: InForce): SweepDesk {
  const desk = aSweepDesk(store, tenant);
  const open = [...desk.desks.values()].map((one): [string, TenantDesk] => {
    const { policies } = one.site.knowledge;
    const current = () => ({ drugs: loadDrugIndex(), policies, ...inForce, stamp: '', casesStamp: '' });
    const beside = { db: store.db, knowledge: { current }, log: silentLog };
    const site = siteWithImports({ ...one.site, today: () => plainDate(inForce.today) }, tenant.id, beside);
    return [tenant.id, { ...one, site }];
  });
  return { ...desk, desks: new Map(open) };
}
