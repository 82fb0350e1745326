/** One kept decision as replay needs it: whose it is does not matter there, its bytes do. */
import type { Kysely } from 'kysely';

import { decompressText } from './compressed-text.ts';
import type { Database } from './database.ts';
import { whyGone } from './deleted-body.ts';

export interface KeptDecision {
  readonly id: string;
  readonly decision: string;
  readonly snapshot: string;
  readonly rulesVersion: string;
}

/** The decision with this id in whatever tenant, or why it cannot be had: unknown, deleted, or no longer readable. */
export async function keptDecision(db: Kysely<Database>, id: string): Promise<KeptDecision | string> {
  const row = await db
    .selectFrom('cds_call')
    .select(['id', 'decision', 'snapshot', 'rules_version'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return whyGone(db, id);
  try {
    const [decision, snapshot] = [decompressText(row.decision), decompressText(row.snapshot)];
    return { id, decision, snapshot, rulesVersion: row.rules_version };
  } catch {
    return 'the kept bytes cannot be read';
  }
}
