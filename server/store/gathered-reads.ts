/** Reads that are asked for at the same time share one query and one connection. */
import type { Kysely } from 'kysely';

import type { Database } from './database.ts';

/**
 * One query runs at a time; what is asked meanwhile goes into the next, `most` at once. So a page that asks for a
 * hundred rows one by one cannot take every connection of the pool away from the hooks, and a lone caller waits for
 * nobody. `readMany` answers in the order of its questions. Where a query of several fails, each is tried by itself:
 * one question that the database refuses harms no other.
 */
export function gatherReads<Asked, Found>(
  readMany: (asked: readonly Asked[]) => Promise<readonly Found[]>,
  most = 32,
): (asked: Asked) => Promise<Found> {
  const waiting: Waiting<Asked, Found>[] = [];
  let reading = false;
  const readAll = async (): Promise<void> => {
    // One turn of the event loop, so that callers of the same turn share the first query.
    await nextTurn();
    while (waiting.length > 0) {
      await read(readMany, waiting.splice(0, most));
      await nextTurn();
    }
    reading = false;
  };
  return (asked) =>
    new Promise((found, failed) => {
      waiting.push({ asked, found, failed });
      if (reading) return;
      reading = true;
      void readAll();
    });
}

/** The same for whatever asks the same database, wherever in the program it asks. */
export function gatherOnEach<Asked, Found>(
  readMany: (db: Kysely<Database>, asked: readonly Asked[]) => Promise<readonly Found[]>,
): (db: Kysely<Database>, asked: Asked) => Promise<Found> {
  const readers = new WeakMap<Kysely<Database>, (asked: Asked) => Promise<Found>>();
  return (db, asked) => {
    const known = readers.get(db);
    if (known !== undefined) return known(asked);
    const reader = gatherReads((together: readonly Asked[]) => readMany(db, together));
    readers.set(db, reader);
    return reader(asked);
  };
}

interface Waiting<Asked, Found> {
  readonly asked: Asked;
  readonly found: (value: Found) => void;
  readonly failed: (cause: unknown) => void;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Never rejects. */
async function read<Asked, Found>(
  readMany: (asked: readonly Asked[]) => Promise<readonly Found[]>,
  batch: readonly Waiting<Asked, Found>[],
): Promise<void> {
  try {
    const answers = await readMany(batch.map(({ asked }) => asked));
    if (answers.length !== batch.length) throw new Error('not one answer for each question');
    answers.forEach((answer, at) => batch[at]?.found(answer));
  } catch (cause) {
    const [only, ...others] = batch;
    if (others.length === 0) only?.failed(cause);
    else for (const one of batch) await read(readMany, [one]);
  }
}
