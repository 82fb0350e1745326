/** Tokens and nonces that count once, across all replicas. */
import type { Kysely } from 'kysely';

import type { Database } from './database.ts';

export interface OneUseToken {
  readonly tenant: string;
  readonly issuer: string;
  /** `jti` of an id_token, its nonce, or the hash of one that has neither. */
  readonly tokenId: string;
  /** The row may go after this: the token itself is refused by then. */
  readonly expiresAt: Date;
}

/** True for the first caller, false for everyone after: the primary key decides. */
export async function useTokenOnce(db: Kysely<Database>, token: OneUseToken): Promise<boolean> {
  const inserted = await db
    .insertInto('used_token')
    .values({
      tenant: token.tenant,
      issuer: token.issuer,
      token_id: token.tokenId,
      expires_at: token.expiresAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('token_id')
    .execute();
  return inserted.length === 1;
}

/** Removes what expired before `now`, in every tenant. Gives the count. */
export async function deleteExpiredTokens(db: Kysely<Database>, now: Date): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('used_token').where('expires_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}
