/** A `pg` pool whose most frequent statements are parsed and planned once for each connection. */
import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';

const MARK = '/* often */';

/**
 * Marks a statement that is worth preparing: one that hooks ask many times a second, with a text that never changes from
 * call to call, and with its result columns named one by one (a plan outlives migrations that add columns).
 *
 * PostgreSQL keeps a plan only where it looks no dearer than one made for the values at hand. Of `unnest($1)` it counts
 * the values at hand, and guesses ten where it does not know them: one question at a time is then planned anew every
 * time, for several times what it costs to answer. Of `unnest((select $1))` it guesses ten in both.
 */
export const oftenPrepared = (text: string): string => `${MARK}${text}`;

/** Where prepared statements do not work, as behind some poolers, everything is sent as it is from then on. */
export function preparedPool(pool: pg.Pool): PostgresPool {
  const lent = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const asking = preparedAsking();
  return {
    async connect() {
      const client = await pool.connect();
      const known = lent.get(client);
      if (known !== undefined) return known;
      const made: PostgresPoolClient = {
        query: (async (text: string, values: readonly unknown[]) =>
          asKyselyReads(await asking(client, text, [...values]))) as PostgresPoolClient['query'],
        release: () => {
          client.release();
        },
      };
      lent.set(client, made);
      return made;
    },
    end: () => pool.end(),
  };
}

const asKyselyReads = ({ command, rowCount, rows }: pg.QueryResult<object>): PostgresQueryResult<unknown> => ({
  command: command as PostgresQueryResult<unknown>['command'],
  rowCount: rowCount ?? 0,
  rows,
});

/** invalid_sql_statement_name and duplicate_prepared_statement: the pooler has put another server behind the connection. */
const NOT_PREPARED_HERE: ReadonlySet<unknown> = new Set(['26000', '42P05']);

type Asking = (client: pg.PoolClient, text: string, values: unknown[]) => Promise<pg.QueryResult<object>>;

function preparedAsking(): Asking {
  const names = new Map<string, string>();
  let works = true;
  return async (client, text, values) => {
    if (!works || !text.startsWith(MARK)) return client.query(text, values);
    const name = names.get(text) ?? nameOf(text);
    names.set(text, name);
    try {
      return await client.query({ name, text, values });
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || !NOT_PREPARED_HERE.has(error.code)) throw error;
      works = false;
      return client.query(text, values);
    }
  };
}

const nameOf = (text: string): string => `chairready-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
