/** Sessions of the app: an opaque bearer outside, its hash and the EHR's sealed access token inside. */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';

import type { Database, SessionTable } from './database.ts';
import { openSealedText, sealText } from './sealed-text.ts';
import type { SecretKey } from './secret-key.ts';

export interface NewSession {
  readonly tenant: string;
  readonly userRef: string;
  readonly role: string;
  /** The patient in context, already proved; absent for a launch without one. */
  readonly patientRef?: string;
  readonly accessToken: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A session as found by its bearer. */
export type Session = NewSession;

/** Opens a session and gives the bearer (256 random bits, base64url), which is kept nowhere. */
export async function openSession(db: Kysely<Database>, key: SecretKey, session: NewSession): Promise<string> {
  const bearer = randomBytes(32).toString('base64url');
  const hash = hashOf(bearer);
  await db
    .insertInto('session')
    .values({
      token_hash: hash,
      tenant: session.tenant,
      user_ref: session.userRef,
      role: session.role,
      patient_ref: session.patientRef ?? null,
      access_token: sealText(key, placeOf(session.tenant, hash), session.accessToken),
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    })
    .execute();
  return bearer;
}

/**
 * The session of a bearer; `undefined` when unknown, expired at `now`, or sealed under another key. The bearer is what
 * says the tenant here; every later query names the tenant of the session found.
 */
export async function findSession(
  db: Kysely<Database>,
  key: SecretKey,
  bearer: string,
  now: Date,
): Promise<Session | undefined> {
  const row = await db
    .selectFrom('session')
    .selectAll()
    .where('token_hash', '=', hashOf(bearer))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const accessToken = openSealedText(key, placeOf(row.tenant, row.token_hash), row.access_token);
  return accessToken === undefined ? undefined : sessionOf(row, accessToken);
}

/** Ends the session of a bearer within its tenant. False when there was none. */
export async function closeSession(db: Kysely<Database>, tenant: string, bearer: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('tenant', '=', tenant)
    .where('token_hash', '=', hashOf(bearer))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Removes what expired before `now`, in every tenant: the retention of sessions. Gives the count. */
export async function deleteExpiredSessions(db: Kysely<Database>, now: Date): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('session').where('expires_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}

function hashOf(bearer: string): string {
  return createHash('sha256').update(bearer).digest('hex');
}

function placeOf(tenant: string, hash: string): string {
  return JSON.stringify(['session', tenant, hash]);
}

function sessionOf(row: Selectable<SessionTable>, accessToken: string): Session {
  return {
    tenant: row.tenant,
    userRef: row.user_ref,
    role: row.role,
    ...(row.patient_ref !== null && { patientRef: row.patient_ref }),
    accessToken,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
