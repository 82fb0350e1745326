import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';

import type { SecretKey } from '../../../server/store/secret-key.ts';
import { closeSession, deleteExpiredSessions, findSession, openSession } from '../../../server/store/sessions.ts';
import { deleteExpiredTokens, useTokenOnce } from '../../../server/store/used-tokens.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';

const aKey = () => randomBytes(32) as Uint8Array as SecretKey;
const KEY = aKey();
const CREATED = new Date('2026-11-21T15:00:00Z');
const EXPIRES = new Date('2026-11-21T16:00:00.000Z');
const DURING = new Date(EXPIRES.getTime() - 1);

const aSession = () => ({
  tenant: 'clinic',
  userRef: 'Practitioner/n1',
  role: 'infusion-nurse',
  patientRef: 'Patient/p1',
  accessToken: 'secret-access-token-ü',
  createdAt: CREATED,
  expiresAt: EXPIRES,
});

describeOnBothEngines('A session', (database) => {
  it('is found by its bearer until the moment it expires', async () => {
    const { db } = database().store;
    const bearer = await openSession(db, KEY, aSession());
    expect(bearer).toMatch(/^[\w-]{43}$/);
    expect(await findSession(db, KEY, bearer, DURING)).toEqual(aSession());
    expect(await findSession(db, KEY, bearer, EXPIRES)).toBeUndefined();
    expect(await findSession(db, KEY, `${bearer}x`, DURING)).toBeUndefined();
  });

  it('keeps neither the bearer nor the access token readable in the table', async () => {
    const { db } = database().store;
    const bearer = await openSession(db, KEY, aSession());
    const rows = await db.selectFrom('session').selectAll().execute();
    const texts = rows.map((row) => JSON.stringify(row) + Buffer.from(row.access_token).toString('latin1'));
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      expect(text).not.toContain(bearer);
      expect(text).not.toContain('secret-access-token');
    }
  });

  it('is worth nothing under another key, or with the token of another session put in its place', async () => {
    const { db } = database().store;
    const [mine, other] = [await openSession(db, KEY, aSession()), await openSession(db, KEY, aSession())];
    expect(await findSession(db, aKey(), mine, DURING)).toBeUndefined();
    const rows = await db.selectFrom('session').select(['token_hash', 'access_token']).execute();
    for (const row of rows) {
      const stolen = rows.find(({ token_hash }) => token_hash !== row.token_hash)?.access_token ?? row.access_token;
      await db.updateTable('session').set({ access_token: stolen }).where('token_hash', '=', row.token_hash).execute();
    }
    expect(await findSession(db, KEY, mine, DURING)).toBeUndefined();
    expect(await findSession(db, KEY, other, DURING)).toBeUndefined();
  });

  it('ends when it is closed in its own tenant only', async () => {
    const { db } = database().store;
    const bearer = await openSession(db, KEY, aSession());
    expect(await closeSession(db, 'other', bearer)).toBe(false);
    expect(await findSession(db, KEY, bearer, DURING)).toBeDefined();
    expect(await closeSession(db, 'clinic', bearer)).toBe(true);
    expect(await findSession(db, KEY, bearer, DURING)).toBeUndefined();
  });

  it('is removed after it has expired', async () => {
    const { db } = database().store;
    await db.deleteFrom('session').execute();
    await openSession(db, KEY, aSession());
    expect(await deleteExpiredSessions(db, DURING)).toBe(0);
    expect(await deleteExpiredSessions(db, EXPIRES)).toBe(1);
  });
});

describeOnBothEngines('A token that counts once', (database) => {
  const token = { tenant: 'clinic', issuer: 'https://ehr.example', tokenId: 'n1', expiresAt: EXPIRES };

  it('is accepted from one of many who bring it at the same time', async () => {
    const { db } = database().store;
    const accepted = await Promise.all(Array.from({ length: 10 }, () => useTokenOnce(db, token)));
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });

  it('is another token in another tenant or from another issuer', async () => {
    const { db } = database().store;
    expect(await useTokenOnce(db, { ...token, tenant: 'other' })).toBe(true);
    expect(await useTokenOnce(db, { ...token, issuer: 'https://other.example' })).toBe(true);
  });

  it('is forgotten only after it has expired by itself', async () => {
    const { db } = database().store;
    await useTokenOnce(db, { ...token, tokenId: 'old' });
    expect(await deleteExpiredTokens(db, DURING)).toBe(0);
    expect(await useTokenOnce(db, { ...token, tokenId: 'old' })).toBe(false);
    expect(await deleteExpiredTokens(db, EXPIRES)).toBeGreaterThan(0);
  });
});
