/** Copies everything that is kept into an empty database of the same version: all of it, or nothing. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Database } from './database.ts';

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

/** Why nothing was copied: the target holds rows already (its first such table), or is of another version. */
export type CopyRefused = { readonly kind: 'not-empty'; readonly table: string } | { readonly kind: 'other-version' };

const AT_ONCE = 500;

/** `audit_head` has its one row from the beginning. */
const BORN_FILLED = new Set(['audit_head']);

/**
 * Rows travel as PostgreSQL writes a row in text, so that every type arrives to the bit, times to the microsecond
 * included. The target's triggers, which refuse a record that claims a place in the chain, are off for this one
 * transaction and on again at its end. Both databases must be migrated to this version, and the source must be quiet.
 */
export async function copyDatabase(
  from: Kysely<Database>,
  to: Kysely<Database>,
): Promise<Result<readonly CopiedTable[], CopyRefused>> {
  const [tables, theirs] = [await tablesOf(from), await tablesOf(to)];
  if (JSON.stringify(await shapeOf(from)) !== JSON.stringify(await shapeOf(to))) return problem(OTHER_VERSION);
  if (tables.length !== theirs.length) return problem(OTHER_VERSION);
  return to.transaction().execute(async (target): Promise<Result<readonly CopiedTable[], CopyRefused>> => {
    for (const table of tables) {
      await sql`lock table ${sql.table(table)} in exclusive mode`.execute(target);
      if (!BORN_FILLED.has(table) && (await countOf(target, table)) > 0) return problem({ kind: 'not-empty', table });
    }
    const copied: CopiedTable[] = [];
    for (const table of tables) copied.push({ table, rows: await copyTable(from, target, table) });
    return ok(copied);
  });
}

const OTHER_VERSION: CopyRefused = { kind: 'other-version' };

async function copyTable(from: Kysely<Database>, target: Transaction<Database>, table: string): Promise<number> {
  await sql`alter table ${sql.table(table)} disable trigger user`.execute(target);
  await sql`delete from ${sql.table(table)}`.execute(target);
  let rows = 0;
  for await (const page of pagesOf(from, table)) {
    // Each text is read as a row of the table; `overriding system value` keeps the numbers that the source gave.
    await sql`
      insert into ${sql.table(table)} overriding system value
      select (r.whole).* from unnest(${page}::text[]) as t (line), lateral (select t.line::${sql.table(table)} as whole) r
    `.execute(target);
    rows += page.length;
  }
  await continueNumbers(target, table);
  await sql`alter table ${sql.table(table)} enable trigger user`.execute(target);
  return rows;
}

/** Pages of a table by the physical place of its rows, which a quiet source does not change. */
async function* pagesOf(from: Kysely<Database>, table: string): AsyncGenerator<readonly string[]> {
  let last = '(0,0)';
  for (;;) {
    const { rows } = await sql<{ line: string; place: string }>`
      select t::text as line, t.ctid::text as place from ${sql.table(table)} t
      where t.ctid > ${last}::tid order by t.ctid limit ${AT_ONCE}
    `.execute(from);
    const end = rows.at(-1);
    if (end === undefined) return;
    yield rows.map(({ line }) => line);
    last = end.place;
  }
}

/** The next number of each counter lies behind the highest that was copied. */
async function continueNumbers(target: Transaction<Database>, table: string): Promise<void> {
  const { rows } = await sql<{ column: string; counter: string }>`
    select a.attname as column, pg_get_serial_sequence(quote_ident(${table}), a.attname) as counter
    from pg_attribute a
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
      and pg_get_serial_sequence(quote_ident(${table}), a.attname) is not null
  `.execute(target);
  for (const { column, counter } of rows) {
    await sql`
      select setval(${counter}::regclass, highest) from (
        select max(${sql.ref(column)}) as highest from ${sql.table(table)}) found where highest is not null
    `.execute(target);
  }
}

async function countOf(db: Kysely<Database>, table: string): Promise<number> {
  const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** Referenced tables before those that refer to them. */
async function tablesOf(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname not like 'kysely_%'
    order by c.relname
  `.execute(db);
  const { rows: references } = await sql<{ child: string; parent: string }>`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
    where contype = 'f' and conrelid <> confrelid and connamespace = current_schema()::regnamespace
  `.execute(db);
  return parentsFirst(
    rows.map(({ name }) => name),
    references,
  );
}

interface Reference {
  readonly child: string;
  readonly parent: string;
}

/** Throws where tables refer to each other in a ring, which the migrations do not make. */
export function parentsFirst(tables: readonly string[], references: readonly Reference[]): readonly string[] {
  const placed: string[] = [];
  let left = tables;
  while (left.length > 0) {
    const free = left.filter((name) =>
      references.every(({ child, parent }) => child !== name || !left.includes(parent)),
    );
    if (free.length === 0) throw new Error(`tables refer to each other in a ring: ${left.join(', ')}`);
    placed.push(...free);
    left = left.filter((name) => !free.includes(name));
  }
  return placed;
}

/** Every column with its type and place: rows in text form only fit a table of the same shape. */
async function shapeOf(db: Kysely<Database>): Promise<readonly unknown[]> {
  const { rows } = await sql`
    select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname not like 'kysely_%'
      and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum
  `.execute(db);
  return rows;
}
