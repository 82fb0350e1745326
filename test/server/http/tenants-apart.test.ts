/** Somebody of one tenant knows every id of another one, and tries all routes with them. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Role } from '../../../api-contract/role.schema.ts';
import type { ApiRoute } from '../../../api-contract/route.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { keptStatement } from '../../../api-contract/attestation.schema.ts';
import { exportFile, signedWaste, visitCharting } from '../../../api-contract/waste.schema.ts';
import { changedCase } from '../../../api-contract/worklist.schema.ts';
import { openCase } from '../../../server/store/open-case.ts';
import { RULES_OF_CALLS } from '../../support/a-call.ts';
import { fillEveryTable } from '../personal-data/every-table.ts';
import { bookVisit } from '../waste/book-visit.ts';
import { aCase } from '../worklist/cases.ts';
import type { Lab } from './hook-lab.ts';
import { aKey, aTenant, ehrWith, openLab, outside, TODAY } from './hook-lab.ts';

const OTHER = 'other';
const PATIENT = 'Patient/p1';
/** The id of most things of the other tenant. */
const MARK = 'other-p1';
/** In names and texts of the other tenant, and in nothing that is sent. */
const SAID = `Name of ${MARK}`;
const ROLES: readonly Role[] = [
  ...(['compliance', 'supervisor', 'senior-specialist', 'pharmacy-manager', 'charge-nurse', 'billing'] as const),
];

let lab: Lab;
let ids: readonly string[];
/** Neither holds the mark, and nobody could guess them. */
let secrets: readonly string[];

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  outside.use(...ehrWith({}));
  const key = await aKey('ES384', 'es');
  const jwks = { keys: [key.jwk] };
  lab = await openLab(key, [
    aTenant({}, { jwks }),
    aTenant({ id: OTHER, cdsClient: { iss: 'https://other.test', jwks } }, { jwks }),
  ]);
  await lab.store.decisions.keepRuleBundle(RULES_OF_CALLS, 'rules');
  await fillEveryTable(lab.store, { tenant: OTHER, patient: PATIENT, visit: TODAY });
  ids = await idsOfOther();
  secrets = (await rowsOf('cds_call')).map(({ id }) => String(id));
}, 120_000);

afterAll(async () => {
  await lab.close();
  outside.close();
});

const rowsOf = async (table: string): Promise<readonly Record<string, unknown>[]> =>
  (await sql<Record<string, unknown>>`select * from ${sql.table(table)} where tenant = ${OTHER}`.execute(lab.store.db))
    .rows;

/** Adds what no patient stands behind, and gives the ids of everything that a route could name. */
async function idsOfOther(): Promise<readonly string[]> {
  const { db } = lab.store;
  await sql`insert into saved_view (id, tenant, name, query, made_by, made_at)
    values (${MARK}, ${OTHER}, ${SAID}, '{}', 'Practitioner/n1', now())`.execute(db);
  await sql`insert into staff_absence (id, tenant, user_ref, from_day, until_day, set_by, set_at)
    values (${MARK}, ${OTHER}, ${`Practitioner/${MARK}`}, ${TODAY}, ${TODAY}, 'Practitioner/n1', now())`.execute(db);
  await sql`insert into handoff_note (tenant, at, author, note)
    values (${OTHER}, now(), 'Practitioner/n1', ${SAID})`.execute(db);
  await sql`insert into waste_export (id, tenant, at, actor, records)
    values (${MARK}, ${OTHER}, now(), 'Practitioner/n1', 1)`.execute(db);
  await sql`update import_file set visible = true, file_name = ${SAID} where tenant = ${OTHER}`.execute(db);
  await sql`update margin_watch set file_name = ${SAID}, state = 'done', done_at = now() where tenant = ${OTHER}`.execute(
    db,
  );
  await sql`update margin_flip set change = 'band-fell', was_band = 'sound', now_band = 'loss', site = ${SAID},
    working = '{"was": [], "now": []}' where watch_id in (select id from margin_watch where tenant = ${OTHER})`.execute(
    db,
  );
  await sql`update authorization_case set state = 'open', closed_at = null, why = ${SAID} where tenant = ${OTHER}`.execute(
    db,
  );
  const tables = ['cds_call', 'staff_statement', 'import_file', 'margin_watch', 'authorization_case'];
  const found = await Promise.all(tables.map(rowsOf));
  return [...new Set(found.flat().map(({ id }) => String(id)))];
}

/** Every row of the other tenant, in every table that has tenants. */
async function everythingOfOther(): Promise<unknown> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by 1
  `.execute(lab.store.db);
  expect(tables.length).toBeGreaterThan(25);
  const all: unknown[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`
      select t::text as line from ${sql.table(name)} t where tenant = ${OTHER} order by 1
    `.execute(lab.store.db);
    all.push([name, rows]);
  }
  return all;
}

interface Tried {
  readonly name: string;
  readonly status: number;
  readonly text: string;
  readonly sent: string;
}

/** Every route behind a session, as the holder of each bearer, with each id in its path, its query and its body. */
async function tryEverything(bearers: readonly string[], mayWrite: boolean): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const [name, route] of Object.entries(ROUTES) as [string, ApiRoute][]) {
    if (route.access === 'open' || name === 'closeSession' || (!mayWrite && route.method !== 'get')) continue;
    for (const bearer of bearers)
      for (const id of usesIds(route) ? ids : [MARK]) {
        const [address, body] = [addressOf(route, id), bodyOf(route, id)];
        const response = await lab.api(bearer, route.method.toUpperCase(), address, body);
        const sent = `${address} ${body === undefined ? '' : JSON.stringify(body)}`;
        tried.push({ name, status: response.status, text: await response.text(), sent });
        // A role without the page is refused whatever the id.
        if (response.status === 403) break;
      }
  }
  return tried;
}

const usesIds = (route: ApiRoute): boolean =>
  route.path.includes('{') || route.body !== undefined || route.query?.shape['decision'] !== undefined;

function addressOf(route: ApiRoute, id: string): string {
  const path = route.path.replace('{flip}', '1').replaceAll(/\{\w+\}/g, encodeURIComponent(id));
  const named: Readonly<Record<string, string>> = {
    ...{
      appointment: `Appointment/${id}`,
      date: TODAY,
      day: TODAY,
      from: TODAY,
      to: TODAY,
      since: TODAY,
      format: 'ndjson',
    },
    ...{ kind: 'prices', name: 'a.csv', decision: id, search: id, owner: 'Practitioner/n1', patient: PATIENT },
  };
  const wanted = new Set(route.query === undefined ? [] : Object.keys(route.query.shape));
  // These narrow what is found: without them more could leak.
  for (const narrowing of ['site', 'payer', 'drug', 'after', 'before', 'owner']) wanted.delete(narrowing);
  if (route.path === '/api/audit') for (const narrowing of ['kind', 'actor', 'from', 'until']) wanted.delete(narrowing);
  const query = [...wanted].flatMap((key) => {
    const value = named[key];
    return value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`];
  });
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

const bodyOf = ({ body }: ApiRoute, id: string): unknown =>
  body === undefined ? undefined : sample(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }), id);

type Schema = z.core.JSONSchema.BaseSchema;

/** Something that the schema lets through, with the id wherever a free text stands. */
function sample(schema: Schema, id: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice !== undefined) return sample(choice, id);
  if (schema.type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name]) => schema.required?.includes(name) === true || name === 'id' || name === 'version')
        .map(([name, inner]) => [name, sample(inner as Schema, id)]),
    );
  if (schema.type === 'array') return [sample((schema.items ?? {}) as Schema, id)];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  return schema.type === 'boolean' ? true : textFor(schema, id);
}

function textFor({ format, pattern }: Schema, id: string): string {
  if (format === 'uuid') return randomUUID();
  if (format === 'date') return TODAY;
  const offered = [id, `Appointment/${id}`, '1', 'J9271', '100'];
  return offered.find((text) => pattern === undefined || new RegExp(pattern).test(text)) ?? id;
}

/**
 * Routes that refuse the made-up rows and bodies of this test to their owner as well (a signature needs a whole visit, a
 * statement its patient in context). That another tenant is refused too proves less of them; none may be added unseen.
 */
const OWNER_REFUSED_TOO: ReadonlySet<string> = new Set([
  ...['takeIn', 'marginDetail', 'fileWasteAgain', 'releaseWaste', 'discardRemainder'],
  ...['sharedPlans', 'approvePlan', 'preparePlan'],
]);

/** Routes that their owner is served, and the stranger with nothing of it: tried in a test of their own below. */
const SERVED_APART: readonly string[] = ['flipVisits', 'setLoudness', 'addAbsence', 'handOver'];

/** Routes that need a whole visit of a patient: they are tried with one that was booked and decided. */
const OWN_VISIT: readonly string[] = [
  ...['decision', 'statements', 'boardDecision', 'replay', 'recordPreparation', 'wasteVisit', 'previewWaste'],
  ...['signWaste', 'wasteRecord', 'witnessWaste', 'retractWaste', 'recordStatement', 'retractStatement'],
  ...['fileWaste', 'worklistBrief', 'undoOnCases', 'wasteExport', 'patientHistory'],
];

/** A route, its address and what is sent. */
type Asked = readonly [name: keyof typeof ROUTES, address: string, body?: object];

/** What the asker sent themselves is no news to them. */
const tellsOfOther = ({ text, sent }: Tried): boolean =>
  text.includes(SAID) || secrets.some((secret) => text.includes(secret) && !sent.includes(secret));

describe('Somebody of another tenant', () => {
  it('would find a good deal if tenants were not told apart', async () => {
    const bearers = await Promise.all(ROLES.map((role) => lab.signIn(role, { tenant: OTHER, patientRef: PATIENT })));
    const tried = await tryEverything(bearers, false);
    expect(tried.filter(tellsOfOther).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['audit', 'imports', 'supervision', 'worklist', 'worklistCase', 'worklistCounts']),
    );
    // A row that was found and cannot be shown, because the test made it up, was reached too.
    const reached = tried.filter(
      ({ status, sent }) => (status === 200 || status >= 500) && ids.some((id) => sent.includes(`/${id}`)),
    );
    expect(reached.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['boardDecision', 'decision', 'replay', 'wasteRecord', 'worklistCase']),
    );
  }, 240_000);

  it('is told nothing and changes nothing, whichever route they try with whichever id', async () => {
    const before = await everythingOfOther();
    const bearers = await Promise.all(ROLES.map((role) => lab.signIn(role, { patientRef: PATIENT })));
    const tried = await tryEverything(bearers, true);
    expect(tried.filter(tellsOfOther)).toEqual([]);
    expect(await everythingOfOther()).toEqual(before);
    // The lab takes no files in.
    expect(tried.filter(({ status, name }) => status >= 500 && !/takeIn|undoImport/.test(name))).toEqual([]);
  }, 240_000);

  it('is refused what the owner gets: a new route is tried with something that succeeds, or it is named here', async () => {
    const bearers = await Promise.all(ROLES.map((role) => lab.signIn(role, { tenant: OTHER, patientRef: PATIENT })));
    const tried = await tryEverything(bearers, true);
    const served = new Set(tried.filter(({ status }) => status < 300).map(({ name }) => name));
    const behindSession = Object.entries(ROUTES as Readonly<Record<string, ApiRoute>>).filter(
      ([name, { access }]) => access !== 'open' && name !== 'closeSession',
    );
    const unserved = behindSession.map(([name]) => name).filter((name) => !served.has(name));
    const named = new Set([...OWNER_REFUSED_TOO, ...OWN_VISIT, ...SERVED_APART]);
    expect(unserved.filter((name) => !named.has(name))).toEqual([]);
  }, 240_000);

  it('is told nothing of what the owner changes or lists, in the same role and with the same words', async () => {
    const served = new Set<string>();
    const ask = async (tenant: string, role: Role, [name, address, body]: Asked) =>
      lab.api(await lab.signIn(role, { tenant }), ROUTES[name].method.toUpperCase(), address, body);
    /** The owner succeeds and is then shown the mark where it belongs; the stranger is shown it in neither answer. */
    const apart = async (role: Role, asked: Asked, shown: Asked, mark: string): Promise<void> => {
      const [name] = asked;
      // Their own loudness would be theirs to see.
      const before = name === 'setLoudness' ? '' : await (await ask('lab', role, asked)).text();
      const owner = await ask(OTHER, role, asked);
      const told = [before, await (await ask('lab', role, shown)).text()].filter((text) => text.includes(mark));
      const list = await (await ask(OTHER, role, shown)).text();
      expect([name, owner.status, list.includes(mark), told]).toEqual([name, ROUTES[name].success.status, true, []]);
      served.add(name);
    };
    const { db } = lab.store;
    const [watch] = await rowsOf('margin_watch');
    const visits: Asked = ['flipVisits', `/api/margin/flips/${String(watch?.['id'])}/1/visits`];
    await apart('finance', visits, visits, MARK);
    const rule = 'authorization/required-authorization-exists';
    const why = 'A pilot of the other one.';
    const quiet: Asked = ['setLoudness', '/api/alerts/loudness', { rule, loudness: 'info', why }];
    await apart('compliance', quiet, ['alerts', '/api/alerts'], why);
    const at = new Date();
    for (const ref of ['away', 'cover'])
      await sql`insert into staff_member (tenant, user_ref, role, seen_at)
        values (${OTHER}, ${`Practitioner/${MARK}-${ref}`}, 'authorization-specialist', ${at})`.execute(db);
    const [who, cover] = [`Practitioner/${MARK}-away`, `Practitioner/${MARK}-cover`];
    const away = { who, cover, from: TODAY, until: TODAY };
    const supervision: Asked = ['supervision', '/api/supervisor'];
    await apart('supervisor', ['addAbsence', '/api/supervisor/absences', away], supervision, who);
    const { id } = await db
      .selectFrom('staff_absence')
      .select('id')
      .where('user_ref', '=', who)
      .executeTakeFirstOrThrow();
    const over: Asked = ['handOver', `/api/supervisor/absences/${id}/hand-over`];
    await apart('supervisor', over, supervision, cover);
    expect([...served].toSorted()).toEqual([...SERVED_APART].toSorted());
  });

  it('is refused with every id of a visit that its owner decides, charts and signs with the same words', async () => {
    const visit = await bookVisit(lab);
    const other = await bookVisit(lab);
    const { id } = await lab.store.db
      .selectFrom('cds_call')
      .select('id')
      .where('patient_ref', '=', visit.patient)
      .executeTakeFirstOrThrow();
    const at = { appointment: visit.appointment, date: TODAY };
    const served = new Set<string>();
    /** First the stranger, then the owner: in the same role, with the same patient in context, in the same words. */
    const both = async (
      name: keyof typeof ROUTES,
      role: Role,
      address: string,
      body?: object,
      user?: string,
    ): Promise<unknown> => {
      const answers = [];
      for (const tenant of [OTHER, 'lab']) {
        const patientRef = JSON.stringify(body ?? {}).includes(other.appointment) ? other.patient : visit.patient;
        const bearer = await lab.signIn(role, { tenant, patientRef, ...(user === undefined ? {} : { user }) });
        answers.push(await lab.api(bearer, ROUTES[name].method.toUpperCase(), address, body));
      }
      const [stranger, owner] = answers;
      const text = (await owner?.text()) ?? '';
      expect([name, stranger?.status, owner?.status, text]).toEqual([name, 404, ROUTES[name].success.status, text]);
      served.add(name);
      return JSON.parse(text);
    };
    await both('decision', 'infusion-nurse', `/api/decisions/${id}`);
    await both('statements', 'authorization-specialist', `/api/visits/statements?decision=${id}`);
    await both('boardDecision', 'scheduler', `/api/board/decisions/${id}`);
    await both('replay', 'compliance', `/api/audit/decisions/${id}`);
    const prepared = { ...at, appointment: other.appointment, line: other.line, version: 0 };
    const hundred = { content: { value: '100', unit: 'mg' }, count: 4 };
    const dose = { value: '350', unit: 'mg' };
    await both('recordPreparation', 'pharmacist', '/api/waste/preparations', { ...prepared, dose, vials: [hundred] });
    const query = `appointment=${encodeURIComponent(visit.appointment)}&date=${TODAY}`;
    const seen = visitCharting.parse(await both('wasteVisit', 'infusion-nurse', `/api/waste/visit?${query}`));
    const [drug] = seen.visit.drugs;
    const { vials, dose: charted, given } = drug?.proposal ?? {};
    const words = { vials, dose: charted, given, confirmed: true, circumstance: 'as-planned' };
    const toSign = { line: drug?.line, version: drug?.version, ...words };
    await both('previewWaste', 'infusion-nurse', '/api/waste/preview', { ...at, drug: toSign });
    const signed = await both('signWaste', 'infusion-nurse', '/api/waste/records', { ...at, drugs: [toSign] });
    const [record] = signedWaste.parse(signed).records;
    const ofRecord = `/api/waste/records/${record?.id ?? ''}`;
    await both('wasteRecord', 'infusion-nurse', ofRecord);
    await both('witnessWaste', 'infusion-nurse', `${ofRecord}/witness`, undefined, 'Practitioner/second');
    await both('fileWaste', 'infusion-nurse', `${ofRecord}/filed`);
    const made = await lab.api(await lab.signIn('billing'), 'POST', '/api/waste/exports', { format: 'ndjson' });
    const { id: file } = exportFile.parse(await made.json());
    await both('wasteExport', 'billing', `/api/waste/exports/${file ?? ''}?format=ndjson`);
    const history = async (tenant: string): Promise<string> => {
      const bearer = await lab.signIn('authorization-specialist', { tenant, patientRef: visit.patient });
      return (await lab.api(bearer, 'GET', `/api/visits/history?since=${TODAY}`)).text();
    };
    expect([await history('lab'), await history(OTHER)].map((text) => text.includes(id))).toEqual([true, false]);
    served.add('patientHistory');
    const reason = { reason: 'charted on the wrong visit' };
    await both('retractWaste', 'infusion-nurse', `${ofRecord}/retract`, reason);
    const said = { kind: 'note', text: 'The payer called back.' };
    const entry = { entry: randomUUID(), decision: id, appointment: visit.appointment, order: visit.line, said };
    const kept = keptStatement.parse(
      await both('recordStatement', 'authorization-specialist', '/api/visits/statements', entry),
    );
    const ofStatement = `/api/visits/statements/${encodeURIComponent(kept.id.replace('attestation/', ''))}`;
    await both('retractStatement', 'authorization-specialist', `${ofStatement}/retraction`, reason);
    const about = { tenant: 'lab', patientRef: visit.patient, appointmentKey: visit.appointment, orderRef: visit.line };
    const { case: work } = await openCase(lab.store.db, aCase({ ...about, openedByDecision: id }));
    await both('worklistBrief', 'peer-to-peer', `/api/worklist/cases/${work.id}/brief`);
    const taking = { version: work.version, action: { do: 'take' } };
    const owner = await lab.signIn('supervisor');
    const taken = await lab.api(owner, 'POST', `/api/worklist/cases/${work.id}/actions`, taking);
    const { undo } = changedCase.parse(await taken.json());
    await both('undoOnCases', 'supervisor', '/api/worklist/undo', { undo });
    expect([...served].toSorted()).toEqual([...OWN_VISIT].toSorted());
  });
});
