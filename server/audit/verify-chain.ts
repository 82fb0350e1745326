/** Walks the audit chain from its first record and says where it is not what was sealed. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { AuditFault, AuditFaultKind, AuditReport, BodyState, NotedHead, SealedRow } from './audit-report.ts';
import { headFaults } from './head-faults.ts';
import { BEGINNING, linkHash } from './links.ts';
import { bodyHash, callHash } from './sealed-calls.ts';

const PAGE = 2000n;
const PAGES_AHEAD = 2;
const MOST_FAULTS = 1000;

/** Reads the chain up to the head that it has at the start; what is recorded meanwhile is counted another time. */
export async function verifyChain(db: Kysely<Database>, noted?: NotedHead): Promise<AuditReport> {
  const state = await stateOf(db);
  const walk = newWalk(noted);
  for await (const page of pagesUntil(db, state.until)) {
    for (const row of page) step(walk, row, follows(walk, row) ? linkFault(row) : await whyBroken(db, row.before));
  }
  const { last, before: hash, gone, notedHash, sealed } = walk;
  const deleted = await deletedIds(db);
  const lost = gone.filter(({ bodyId }) => !deleted.has(bodyId ?? ''));
  const faults = [
    ...(await unguarded(db)),
    ...walk.faults,
    ...lost.map(({ position }) => faultAt(position, 'body-missing')),
    ...(await headFaults(db, { last, hash, head: state.head, noted, notedHash })),
  ];
  return {
    records: sealed + state.unsealed,
    sealed,
    unsealed: state.unsealed,
    ok: faults.length === 0,
    faults: faults.slice(0, MOST_FAULTS),
    deletedBodies: gone.length - lost.length,
    head: `${last.toString()}:${hash}`,
  };
}

/** How far the check has come. */
interface Walk {
  last: bigint;
  before: string;
  sealed: number;
  readonly noted: NotedHead | undefined;
  /** The hash that is at the noted place now. */
  notedHash: string | undefined;
  readonly gone: SealedRow[];
  readonly faults: AuditFault[];
}

const newWalk = (noted: NotedHead | undefined): Walk => ({
  ...{ last: 0n, before: BEGINNING, sealed: 0, noted, notedHash: undefined },
  ...{ gone: [], faults: [] },
});

function step(walk: Walk, row: SealedRow, broken: AuditFaultKind | undefined): void {
  const { position, hash, body } = row;
  const { faults } = walk;
  for (let gap = walk.last + 1n; gap < position && faults.length < MOST_FAULTS; gap += 1n)
    faults.push(faultAt(gap, 'deleted'));
  if (broken !== undefined) faults.push(faultAt(position, broken));
  if (body === 'changed') faults.push(faultAt(position, 'body-changed'));
  if (body === 'gone') walk.gone.push(row);
  if (position === walk.noted?.position) walk.notedHash = hash;
  walk.last = position;
  walk.before = hash;
  walk.sealed += 1;
}

/** After a gap nothing can be said of what the record follows, only of what it says. */
const follows = (walk: Walk, { position, before }: SealedRow): boolean =>
  position !== walk.last + 1n || before === walk.before;

const linkFault = (row: SealedRow): AuditFaultKind | undefined =>
  linkHash(row.position, row.before, row) === row.hash ? undefined : 'changed';

const faultAt = (at: bigint, kind: AuditFaultKind): AuditFault => ({ at: Number(at), kind });

interface ChainState {
  readonly head: NotedHead;
  readonly until: bigint;
  readonly unsealed: number;
}

/** One statement, so that head, end and tail are of the same moment. A head that is gone counts as one at the beginning. */
async function stateOf(db: Kysely<Database>): Promise<ChainState> {
  const { rows } = await sql<{ position: string; hash: string; until: string; unsealed: string }>`
    select coalesce((select position from audit_head), 0) as position,
      coalesce((select hash from audit_head), ${BEGINNING}) as hash,
      (select coalesce(max(position), 0) from audit_event) as until,
      (select count(*) from audit_event where position is null)
        + (select count(*) from cds_call where sealed_seq is null) as unsealed
  `.execute(db);
  const [row = { position: '0', hash: BEGINNING, until: '0', unsealed: '0' }] = rows;
  const head = { position: BigInt(row.position), hash: row.hash };
  return { head, until: BigInt(row.until), unsealed: Number(row.unsealed) };
}

type Written = readonly [
  ...[seq: string, at: string, kind: string, actor: string | null, tenant: string | null],
  ...[bodyId: string | null, bodyHash: string | null, position: string, before: string, hash: string, body: BodyState],
];

/**
 * Two pages are on their way while one is checked: a server hashes the bodies of both meanwhile, each on a connection
 * of its own. Pages are stretches of places; where one is empty, the places up to the next record are passed over.
 */
async function* pagesUntil(db: Kysely<Database>, until: bigint): AsyncGenerator<readonly SealedRow[]> {
  const coming: Promise<readonly SealedRow[]>[] = [];
  for (let asked = 0n; asked < until || coming.length > 0;) {
    for (; coming.length <= PAGES_AHEAD && asked < until; asked += PAGE) {
      const page = pageFrom(db, asked, until);
      // Whoever stops at a fault of an earlier page hears of no other.
      page.catch(() => undefined);
      coming.push(page);
    }
    const page = (await coming.shift()) ?? [];
    if (page.length > 0) yield page;
    else if (asked < until) asked = (await firstAfter(db, asked)) - 1n;
  }
}

/** The next place that is taken, of which there is one: the end of the chain at least. */
async function firstAfter(db: Kysely<Database>, place: bigint): Promise<bigint> {
  const { rows } = await sql<{ first: string }>`
    select coalesce(min(position), ${place.toString()}::bigint + 1) as first from audit_event
    where position > ${place.toString()}::bigint
  `.execute(db);
  return BigInt(rows[0]?.first ?? place + 1n);
}

/**
 * Subqueries, so that each body is found by its key even before the tables have statistics, and only where it lies. A
 * page is one JSON text, column by column: a row of its own for each record costs the embedded engine ten times as much,
 * and a list of its own half as much again.
 */
async function pageFrom(db: Kysely<Database>, after: bigint, until: bigint): Promise<readonly SealedRow[]> {
  const end = after + PAGE < until ? after + PAGE : until;
  const { rows } = await sql<{ columns: readonly (readonly unknown[] | null)[] }>`
    select json_build_array(json_agg(e.seq::text), json_agg(e.at at time zone 'UTC'), json_agg(e.kind),
      json_agg(e.actor), json_agg(e.tenant), json_agg(e.body_id), json_agg(e.body_hash), json_agg(e.position::text),
      json_agg(e.prev_hash), json_agg(e.hash), json_agg(case
        when e.body_id is null then 'none'
        when e.now_hash is null then 'gone'
        when e.now_hash = e.body_hash then 'same'
        else 'changed' end)) as columns
    from (
      select audit_event.*, case kind
        when 'decision' then (select coalesce(${callHash('c.seal_salt')}, '') from cds_call c where c.id = body_id)
        else (select coalesce(${bodyHash}, '') from audit_body b where b.id = body_id) end as now_hash
      from audit_event
      where position > ${after.toString()}::bigint and position <= ${end.toString()}::bigint
      order by position
    ) e
  `.execute(db);
  return rowByRow(rows[0]?.columns ?? []).map(
    ([seq, at, kind, actor, tenant, bodyId, bodyHashThen, position, before, hash, body]) => ({
      ...{ seq, at, kind, actor, tenant, bodyId, bodyHash: bodyHashThen },
      ...{ position: BigInt(position), before, hash, body },
    }),
  );
}

/** Every column is null where the page is empty. */
const rowByRow = (columns: readonly (readonly unknown[] | null)[]): readonly Written[] =>
  (columns[0] ?? []).map((_first, at) => columns.map((column) => column?.[at]) as unknown as Written);

/** It names a record that is elsewhere in the chain: the order was changed; one that is nowhere: a text was. */
async function whyBroken(db: Kysely<Database>, named: string): Promise<AuditFaultKind> {
  if (named === BEGINNING) return 'reordered';
  const found = await db.selectFrom('audit_event').select('seq').where('hash', '=', named).executeTakeFirst();
  return found === undefined ? 'changed' : 'reordered';
}

async function deletedIds(db: Kysely<Database>): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select jsonb_array_elements_text(b.body -> 'ids') as id
    from audit_event e join audit_body b on b.id = e.body_id where e.kind = 'body-deleted'
  `.execute(db);
  return new Set(rows.map(({ id }) => id));
}

const GUARDS = [
  'audit_event_seal_once',
  'audit_event_born_unsealed',
  'audit_event_no_delete',
  'audit_event_no_truncate',
  'audit_body_no_update',
  'audit_head_only_grows',
];

async function unguarded(db: Kysely<Database>): Promise<readonly AuditFault[]> {
  const { rows } = await sql<{ tgname: string }>`
    select tgname from pg_trigger where not tgisinternal and tgenabled in ('O', 'A')
  `.execute(db);
  const standing = new Set(rows.map(({ tgname }) => tgname));
  return GUARDS.filter((guard) => !standing.has(guard)).map((at) => ({ at, kind: 'unguarded' as const }));
}
