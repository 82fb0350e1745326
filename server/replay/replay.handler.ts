/** `replay` for whoever holds the database: a line per id, then how many were not the same. */
import type { Kysely } from 'kysely';
import type { CommandHandler } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import type { Database } from '../store/database.ts';
import { replayDecisions } from './replay-decisions.ts';

export function replayHandler(db: Kysely<Database>): CommandHandler {
  return async ({ ids }, print) => {
    if (!isListOfIds(ids)) throw new CommandRefused('refused', 'A replay names the ids of decisions.');
    let different = 0;
    await replayDecisions(db, ids, (replayed) => {
      if (!replayed.same) different += 1;
      print(replayed);
    });
    return { different };
  };
}

const isListOfIds = (ids: unknown): ids is readonly string[] =>
  Array.isArray(ids) && ids.every((id) => typeof id === 'string');
