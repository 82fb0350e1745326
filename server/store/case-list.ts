/** Pages of the worklist in the order of need, what each tab counts, and what can be filtered by. */
import { sql, type Kysely, type RawBuilder } from 'kysely';

import { atSite, siteName } from './case-site.ts';
import type { AuthorizationCase } from './cases.ts';
import type { Database } from './database.ts';

export type CaseTab = 'mine' | 'unowned' | 'all' | 'waiting' | 'snoozed' | 'overdue' | 'closed';

/** A case with what stands beside it: whose it is, when its visit was last looked at, what its owner is called. */
export interface ListedCase extends AuthorizationCase {
  readonly patient_name: string | null;
  readonly patient_birth_date: string | null;
  readonly owner_name: string | null;
  /** The last sweep, hook or app call that looked at the visit, whether anything was new or not. */
  readonly looked_at: Date | null;
}

export interface CaseFilters {
  readonly tenant: string;
  /** The tenant's calendar day. */
  readonly today: string;
  /** Who asks: the tab `mine`. */
  readonly me: string;
  readonly payer?: string | undefined;
  readonly drug?: string | undefined;
  readonly route?: string | undefined;
  /** Only cases that lie there: what the reader may know of. All without it. */
  readonly routes?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  /** By its name, as every page shows it. */
  readonly site?: string | undefined;
  /** Part of a patient's name or of a drug's, a code, or a patient's id. */
  readonly search?: string | undefined;
}

export interface CaseQuery extends CaseFilters {
  readonly tab: CaseTab;
  readonly after?: string | undefined;
  /** At most 200. */
  readonly limit: number;
}

export interface CasePage {
  readonly cases: readonly ListedCase[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

/**
 * One page, read off an index: first the visits of today and before, which are all equally near, then the others by
 * day; within a day by stated urgency, gravity, due day and dollars, as `byNeed` of the domain ranks them.
 */
export async function listCases(db: Kysely<Database>, query: CaseQuery): Promise<CasePage> {
  const limit = Math.min(query.limit, 200);
  const rows: ListedCase[] = [];
  for (const { part, after } of partsFrom(query)) {
    if (rows.length > limit) break;
    rows.push(...(await readPart(db, query, { part, after, limit: limit + 1 - rows.length })));
  }
  const cases = rows.slice(0, limit);
  const last = cases.at(-1);
  return rows.length > limit && last !== undefined ? { cases, next: placeOf(last, query) } : { cases };
}

/** What is left to read behind the cursor. */
function partsFrom({ tab, after }: CaseQuery): readonly Pick<Reading, 'part' | 'after'>[] {
  const cursor = cursorOf(after);
  const parts: readonly Part[] = tab === 'closed' ? ['closed'] : ['now', 'later'];
  const first = cursor === undefined ? 0 : Math.max(0, parts.indexOf(cursor.part));
  return parts.slice(first).map((part) => ({ part, after: cursor?.part === part ? cursor.key : undefined }));
}

/** One case as a row of the list; undefined to another tenant. */
export async function listedCase(db: Kysely<Database>, tenant: string, id: string): Promise<ListedCase | undefined> {
  const { rows } = await withNeighbors(
    sql`select * from authorization_case where tenant = ${tenant} and id = ${id}`,
    sql`id`,
  ).execute(db);
  return rows[0];
}

/** These cases as rows of the list, in the order of need. */
export async function listedCases(
  db: Kysely<Database>,
  tenant: string,
  ids: readonly string[],
): Promise<readonly ListedCase[]> {
  if (ids.length === 0) return [];
  const chosen = sql`select * from authorization_case where tenant = ${tenant} and id in (${sql.join(ids)})`;
  return (await withNeighbors(chosen, LATER_ORDER).execute(db)).rows;
}

type Part = 'now' | 'later' | 'closed';

const PARTS: readonly Part[] = ['now', 'later', 'closed'];

interface Reading {
  readonly part: Part;
  readonly after: readonly (string | number)[] | undefined;
  readonly limit: number;
}

const NOW_ORDER = sql`urgency_rank, gravity_rank, due_rank, dollar_rank, id`;
const LATER_ORDER = sql`visit_date, urgency_rank, gravity_rank, due_rank, dollar_rank, id`;
const CLOSED_ORDER = sql`closed_at desc, id desc`;

async function readPart(db: Kysely<Database>, query: CaseQuery, reading: Reading): Promise<readonly ListedCase[]> {
  const { part, after, limit } = reading;
  const order = part === 'now' ? NOW_ORDER : part === 'later' ? LATER_ORDER : CLOSED_ORDER;
  const chosen = sql`
    select * from authorization_case
    where ${conditionOf(query)} and ${partOf(part, query.today)} and ${behind(part, after)}
    order by ${order} limit ${limit}`;
  return (await withNeighbors(chosen, order).execute(db)).rows;
}

function withNeighbors(chosen: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<ListedCase> {
  return sql<ListedCase>`
    select c.*, p.name as patient_name, p.birth_date as patient_birth_date, m.name as owner_name,
      greatest(c.evaluated_at, v.evaluated_at) as looked_at
    from (${chosen}) c
    left join patient_identity p on p.tenant = c.tenant and p.patient_ref = c.patient_ref
    left join visit_standing v on v.tenant = c.tenant and v.appointment = c.appointment_key
    left join staff_member m on m.tenant = c.tenant and m.user_ref = c.owner
    order by ${order}`;
}

function partOf(part: Part, today: string): RawBuilder<unknown> {
  switch (part) {
    case 'now':
      return sql`visit_date <= ${today}::date`;
    case 'later':
      return sql`visit_date > ${today}::date`;
    case 'closed':
      return sql`true`;
  }
}

/** Rows behind the last one of the page before. */
function behind(part: Part, after: Reading['after']): RawBuilder<unknown> {
  if (after === undefined) return sql`true`;
  const key = sql.join(after.map((value, index) => sql`${value}::${sql.raw(TYPES[part][index] ?? 'text')}`));
  switch (part) {
    case 'now':
      return sql`(${NOW_ORDER}) > (${key})`;
    case 'later':
      return sql`(${LATER_ORDER}) > (${key})`;
    case 'closed':
      return sql`(closed_at, id) < (${key})`;
  }
}

const NOW_TYPES = ['int', 'int', 'date', 'float8', 'text'];
const TYPES: Readonly<Record<Part, readonly string[]>> = {
  now: NOW_TYPES,
  later: ['date', ...NOW_TYPES],
  closed: ['timestamptz', 'text'],
};

const OPEN = sql`state in ('open', 'assigned', 'waiting')`;
const awake = (today: string) => sql`(snoozed_until is null or snoozed_until <= ${today}::date)`;

function conditionOf(query: CaseQuery): RawBuilder<unknown> {
  return sql`${filtersOf(query)} and ${tabOf(query)}`;
}

function tabOf({ tab, today, me }: CaseQuery): RawBuilder<unknown> {
  switch (tab) {
    case 'mine':
      return sql`${OPEN} and owner = ${me} and ${awake(today)}`;
    case 'unowned':
      return sql`${OPEN} and owner is null and ${awake(today)}`;
    case 'all':
      return sql`${OPEN} and ${awake(today)}`;
    case 'waiting':
      return sql`${OPEN} and state = 'waiting' and ${awake(today)}`;
    case 'snoozed':
      return sql`${OPEN} and snoozed_until > ${today}::date`;
    case 'overdue':
      return sql`${OPEN} and due_rank < ${today}::date`;
    case 'closed':
      return sql`state in ('resolved', 'lapsed')`;
  }
}

function filtersOf(filters: CaseFilters): RawBuilder<unknown> {
  const { tenant, payer, drug, route, routes, owner, site, search } = filters;
  const exact = { payer, hcpcs: drug, route, owner: owner === 'none' ? undefined : owner };
  const conditions = [
    sql`tenant = ${tenant}`,
    ...Object.entries(exact).flatMap(([column, value]) =>
      value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
    ),
    ...(site === undefined ? [] : [atSite(site)]),
    ...(routes === undefined ? [] : [sql`route in (${sql.join([...routes])})`]),
    ...(owner === 'none' ? [sql`owner is null`] : []),
    ...(search === undefined || search.trim() === '' ? [] : [found(tenant, search.trim())]),
  ];
  return sql.join(conditions, sql` and `);
}

function found(tenant: string, search: string): RawBuilder<unknown> {
  const part = `%${search.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  return sql`(hcpcs ilike ${part} or facts ->> 'drug' ilike ${part} or patient_ref = ${`Patient/${search}`}
    or patient_ref in (select patient_ref from patient_identity where tenant = ${tenant} and name ilike ${part}))`;
}

function placeOf(last: ListedCase, { tab, today }: CaseQuery): string {
  const need = [last.urgency_rank, last.gravity_rank, last.due_rank, last.dollar_rank, last.id];
  const [part, key]: [Part, readonly unknown[]] =
    tab === 'closed'
      ? ['closed', [last.closed_at, last.id]]
      : last.visit_date <= today
        ? ['now', need]
        : ['later', [last.visit_date, ...need]];
  return Buffer.from(JSON.stringify([part, ...key])).toString('base64url');
}

/** A cursor that is not ours begins at the beginning. */
function cursorOf(
  after: string | undefined,
): { readonly part: Part; readonly key: readonly (string | number)[] } | undefined {
  if (after === undefined) return undefined;
  try {
    const [name, ...key] = JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as unknown[];
    const part = PARTS.find((one) => one === name);
    if (part === undefined || key.length !== TYPES[part].length || !key.every(isScalar)) return undefined;
    return { part, key };
  } catch {
    return undefined;
  }
}

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

export type TabCounts = Readonly<Record<CaseTab, number>>;

/** What each tab holds under the filters; of closed ones those of the last thirty days. */
export async function countCases(db: Kysely<Database>, filters: CaseFilters): Promise<TabCounts> {
  const { today, me } = filters;
  const { rows } = await sql<Record<CaseTab, string>>`
    select count(*) filter (where owner = ${me} and ${awake(today)}) as mine,
      count(*) filter (where owner is null and ${awake(today)}) as unowned,
      count(*) filter (where ${awake(today)}) as "all",
      count(*) filter (where state = 'waiting' and ${awake(today)}) as waiting,
      count(*) filter (where snoozed_until > ${today}::date) as snoozed,
      count(*) filter (where due_rank < ${today}::date) as overdue,
      (select count(*) from authorization_case where ${filtersOf(filters)} and state in ('resolved', 'lapsed')
        and closed_at > ${today}::date - 30) as closed
    from authorization_case where ${filtersOf(filters)} and ${OPEN}
  `.execute(db);
  const [found = { mine: '0', unowned: '0', all: '0', waiting: '0', snoozed: '0', overdue: '0', closed: '0' }] = rows;
  return Object.fromEntries(Object.entries(found).map(([tab, count]) => [tab, Number(count)])) as TabCounts;
}

export interface CaseChoices {
  readonly payers: readonly string[];
  readonly drugs: readonly { readonly hcpcs: string; readonly name: string }[];
  /** By name, those that the record does not tell under `UNKNOWN_SITE`. */
  readonly sites: readonly string[];
}

/** What open cases can be filtered by. */
export async function caseChoices(db: Kysely<Database>, tenant: string): Promise<CaseChoices> {
  const open = sql`tenant = ${tenant} and ${OPEN}`;
  const payers = await sql<{ payer: string }>`select distinct payer from authorization_case
    where ${open} and payer is not null order by payer limit 200`.execute(db);
  const drugs = await sql<{ hcpcs: string; name: string }>`select hcpcs, coalesce(min(facts ->> 'drug'), hcpcs) as name
    from authorization_case where ${open} and hcpcs is not null group by hcpcs order by 2 limit 200`.execute(db);
  const sites = await sql<{ site: string }>`select distinct ${siteName} as site
    from authorization_case where ${open} order by 1 limit 200`.execute(db);
  return {
    payers: payers.rows.map(({ payer }) => payer),
    drugs: drugs.rows,
    sites: sites.rows.map(({ site }) => site),
  };
}
