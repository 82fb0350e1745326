/** A `pg` Pool as kysely wants it, over the one connection of an embedded engine. */
import type { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';

/** What of PGlite the pool uses. */
export type EmbeddedEngine = Pick<PGlite, 'query' | 'close'>;

/** One client, lent to one borrower at a time in the order of asking. */
export interface OneConnectionPool extends PostgresPool {
  /** How many borrowers wait. */
  readonly waiting: number;
}

/**
 * kysely borrows a client for one statement or for a whole transaction. Lending the one client strictly in turn keeps
 * the statements of two transactions apart. Code inside a transaction that uses the outer `db` waits for itself: that,
 * like any other wait beyond `longestWaitMs`, ends in an error.
 */
export function oneConnectionPool(engine: EmbeddedEngine, longestWaitMs = 30_000): OneConnectionPool {
  const queue: (() => void)[] = [];
  let lent = false;
  let ending = false;

  const breathe = breather();
  const giveBack = () => {
    const next = queue.shift();
    if (next === undefined) lent = false;
    else next();
  };
  const borrow = async (): Promise<void> => {
    if (lent) await turnInLine(queue, longestWaitMs);
    lent = true;
  };

  return {
    get waiting() {
      return queue.length;
    },
    async connect() {
      if (ending) throw new Error('the store is closed');
      await borrow();
      return client(engine, breathe, giveBack);
    },
    async end() {
      if (ending) return;
      ending = true;
      await borrow();
      await engine.close();
    },
  };
}

function turnInLine(queue: (() => void)[], longestWaitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const takeTurn = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      queue.splice(queue.indexOf(takeTurn), 1);
      const seconds = String(longestWaitMs / 1000);
      reject(new Error(`the embedded database was busy for ${seconds} s; inside a transaction use the transaction`));
    }, longestWaitMs);
    queue.push(takeTurn);
  });
}

function client(engine: EmbeddedEngine, breathe: () => Promise<void>, giveBack: () => void): PostgresPoolClient {
  let released = false;
  return {
    query: (async (text: string, parameters: readonly unknown[]) => {
      await breathe();
      return run(engine, text, parameters);
    }) as PostgresPoolClient['query'],
    release() {
      if (released) return;
      released = true;
      giveBack();
    },
  };
}

/** How long statements may follow one another without a turn for timers and requests. */
const LONGEST_HOLD_MS = 8;

/**
 * The engine runs on this thread and its promises settle without a turn of the event loop, so that a loop of statements
 * would keep every request and timer waiting until it ends. This gives them a turn in between.
 */
function breather(): () => Promise<void> {
  let lastTurn = 0;
  return async () => {
    if (performance.now() - lastTurn < LONGEST_HOLD_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    lastTurn = performance.now();
  };
}

async function run<R>(
  engine: EmbeddedEngine,
  text: string,
  parameters: readonly unknown[],
): Promise<PostgresQueryResult<R>> {
  const result = await engine.query<R>(text, [...parameters]);
  const rowCount = result.affectedRows ?? 0;
  return { command: commandOf(text, rowCount), rowCount, rows: result.rows };
}

/** PGlite gives no command tag; kysely needs it only to know whether to report the number of changed rows. */
function commandOf(text: string, rowCount: number): PostgresQueryResult<unknown>['command'] {
  const word = /^\s*(insert|update|delete|merge)/i.exec(text)?.[1]?.toUpperCase();
  if (word !== undefined) return word as PostgresQueryResult<unknown>['command'];
  return rowCount > 0 ? 'UPDATE' : 'SELECT';
}
