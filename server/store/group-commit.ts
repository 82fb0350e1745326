/** Concurrent writers share one INSERT and one commit; each still waits for the commit that holds its own row. */

/**
 * What became of one row. Kept means committed.
 * - `replayed`: another row with the same unique key was there first.
 * - `refused`: the database does not accept this very row; its neighbours in the batch are not touched by that.
 * - `overloaded`: too many rows wait already; nothing was tried.
 * - `unavailable`: the database could not be reached or failed. The row is not kept as far as anybody can know.
 */
export type Kept =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: 'replayed' | 'overloaded' }
  | { readonly ok: false; readonly problem: 'refused' | 'unavailable'; readonly cause: unknown };

export interface GroupCommit<Row> {
  /** Never rejects. */
  keep(row: Row): Promise<Kept>;
  /** Resolves when nothing waits and nothing is being written. */
  drain(): Promise<void>;
  /** Rows that wait for their turn, for metrics. */
  readonly waiting: number;
}

export interface GroupCommitOptions {
  /** Rows per INSERT. */
  readonly maxBatch?: number;
  /** Rows that may wait before callers are turned away. */
  readonly maxWaiting?: number;
}

/**
 * Inserts all rows in one statement (all or nothing) and says for each whether it went in; false means that its unique
 * key was taken. Must answer true for a row that an earlier, seemingly failed call of this function had committed.
 */
export type InsertMany<Row> = (rows: readonly Row[]) => Promise<readonly boolean[]>;

/**
 * One INSERT runs at a time; what arrives meanwhile goes into the next. So a lone caller waits for nobody, and under
 * load the batches grow by themselves to what one commit can carry.
 */
export function createGroupCommit<Row>(
  insertMany: InsertMany<Row>,
  options: GroupCommitOptions = {},
): GroupCommit<Row> {
  const { maxBatch = 64, maxWaiting = 2_000 } = options;
  const waiting: Waiting<Row>[] = [];
  let writing: Promise<void> | undefined;

  const writeAll = async () => {
    // One turn of the event loop, so that callers of the same turn share the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await write(insertMany, waiting.splice(0, maxBatch));
    writing = undefined;
  };

  return {
    keep(row) {
      if (waiting.length >= maxWaiting) return Promise.resolve({ ok: false, problem: 'overloaded' });
      return new Promise((settle) => {
        waiting.push({ row, settle });
        writing ??= writeAll();
      });
    },
    async drain() {
      while (writing !== undefined) await writing;
    },
    get waiting() {
      return waiting.length;
    },
  };
}

interface Waiting<Row> {
  readonly row: Row;
  readonly settle: (kept: Kept) => void;
}

async function write<Row>(insertMany: InsertMany<Row>, batch: readonly Waiting<Row>[]): Promise<void> {
  try {
    const kept = await insertMany(batch.map(({ row }) => row));
    batch.forEach(({ settle }, index) => {
      settle(kept[index] === true ? { ok: true } : { ok: false, problem: 'replayed' });
    });
  } catch (cause) {
    if (!isAboutOneRow(cause)) settleAll(batch, { ok: false, problem: 'unavailable', cause });
    else if (batch.length === 1) settleAll(batch, { ok: false, problem: 'refused', cause });
    else await writeHalves(insertMany, batch);
  }
}

/** The database says that a row is bad but not which: halving finds it in a few statements and keeps the others. */
async function writeHalves<Row>(insertMany: InsertMany<Row>, batch: readonly Waiting<Row>[]): Promise<void> {
  const middle = Math.ceil(batch.length / 2);
  await write(insertMany, batch.slice(0, middle));
  await write(insertMany, batch.slice(middle));
}

function settleAll<Row>(batch: readonly Waiting<Row>[], kept: Kept): void {
  for (const { settle } of batch) settle(kept);
}

/**
 * Error classes of PostgreSQL that a value causes: 22 data exception, 23 integrity constraint, 54 program limit. An
 * error without a code comes from before the database: a value that the driver could not write, or a lost connection,
 * which carries a code of the system (ECONNRESET) or none; those are never split, because all rows share them.
 */
function isAboutOneRow(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^(22|23|54)[0-9A-Z]{3}$/.test(code);
}
