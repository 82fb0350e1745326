/** `audit verify` for whoever holds the database. */
import type { Kysely } from 'kysely';
import type { CommandHandler } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import type { Database } from '../store/database.ts';
import type { NotedHead } from './audit-report.ts';
import { verifyChain } from './verify-chain.ts';

export function auditHandler(db: Kysely<Database>): CommandHandler {
  return async ({ head }) => {
    const noted = head === undefined ? undefined : notedHead(head);
    if (head !== undefined && noted === undefined)
      throw new CommandRefused('refused', '--head: must be POSITION:HASH as an earlier check, or the log, gave it');
    return verifyChain(db, noted);
  };
}

function notedHead(text: unknown): NotedHead | undefined {
  const [, position, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(typeof text === 'string' ? text : '') ?? [];
  return position === undefined || hash === undefined ? undefined : { position: BigInt(position), hash };
}
