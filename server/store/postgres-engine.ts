/** The server engine: a `pg` pool that reads values in the same types as the embedded engine. */
import pg from 'pg';

/** Pool settings that a deployment may change; the defaults suit one server process beside a dozen others. */
export interface PostgresOptions {
  readonly maxConnections?: number;
  /** Told of connections that break while idle. The pool replaces them; without a listener Node would end the process. */
  readonly onIdleError?: (problem: Error) => void;
}

/** Opens a pool on `databaseUrl`. It connects on first use; a server that is down makes that use fail within 5 s. */
export function openPostgresPool(databaseUrl: string, options: PostgresOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5_000,
    application_name: 'chairready',
    keepAlive: true,
    types: TYPES,
  });
  pool.on('error', (problem) => options.onIdleError?.(problem));
  // The pool listens to the connections that lie in it; one that is handed out, between two queries, needs its own ear.
  pool.on('connect', (client) => client.on('error', (problem) => options.onIdleError?.(problem)));
  return pool;
}

const DATE_OID = 1082;

/** int8 is text in `pg` already; a date would become a local midnight, which is another day elsewhere: kept as text. */
const TYPES = new pg.TypeOverrides();
TYPES.setTypeParser(DATE_OID, (text: string) => text);
