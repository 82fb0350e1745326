import { sql } from 'kysely';
import { randomBytes, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';

import { describeOnBothEngines, type TestDatabase } from '../../support/postgres-engines.ts';

async function anEvent({ store }: TestDatabase): Promise<string> {
  const body = { id: randomUUID(), tenant: 'clinic', salt: randomBytes(16), body: JSON.stringify({ who: 'n1' }) };
  await store.db.insertInto('audit_body').values(body).execute();
  const { seq } = await store.db
    .insertInto('audit_event')
    .values({ at: new Date(), kind: 'login', actor: 'n1', tenant: 'clinic', body_id: body.id, body_hash: 'h' })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}

const seal = ({ store }: TestDatabase, seq: string) =>
  store.db
    .updateTable('audit_event')
    .set({ position: seq, prev_hash: `before ${seq}`, hash: `hash ${seq}` })
    .where('seq', '=', seq)
    .execute();

describeOnBothEngines('The audit chain', (database) => {
  it('lets a record be sealed once and never again', async () => {
    const seq = await anEvent(database());
    await seal(database(), seq);
    await expect(seal(database(), seq)).rejects.toThrow('append-only');
  });

  it('refuses a sealing that is only half done', async () => {
    const seq = await anEvent(database());
    const half = database().store.db.updateTable('audit_event').set({ position: '900' }).where('seq', '=', seq);
    await expect(half.execute()).rejects.toMatchObject({ code: '23514' });
  });

  it.each([
    ['at', "now() - interval '1 day'"],
    ['kind', "'logout'"],
    ['actor', "'somebody else'"],
    ['actor', 'null'],
    ['tenant', "'other'"],
    ['body_id', "'other'"],
    ['body_hash', "'other'"],
    ['seq', 'seq + 1000'],
  ])('refuses to change %s to %s, before the sealing, with it and after it', async (column, value) => {
    const seq = await anEvent(database());
    const { db } = database().store;
    const change = sql.raw(`update audit_event set ${column} = ${value} where seq = ${seq}`);
    const sealing = `position = ${seq}, prev_hash = 'p', hash = 'h${seq}'`;
    const withSealing = sql.raw(`update audit_event set ${sealing}, ${column} = ${value} where seq = ${seq}`);
    await expect(change.execute(db)).rejects.toThrow('append-only');
    await expect(withSealing.execute(db)).rejects.toThrow('append-only');
    await seal(database(), seq);
    await expect(change.execute(db)).rejects.toThrow('append-only');
  });

  it('refuses to unseal, to delete and to empty the table', async () => {
    const seq = await anEvent(database());
    const { db } = database().store;
    await seal(database(), seq);
    const unseal = sql.raw(`update audit_event set position = null, prev_hash = null, hash = null where seq = ${seq}`);
    await expect(unseal.execute(db)).rejects.toThrow('append-only');
    await expect(db.deleteFrom('audit_event').where('seq', '=', seq).execute()).rejects.toThrow('delete is refused');
    await expect(sql`truncate audit_event`.execute(db)).rejects.toThrow('truncate is refused');
    expect(await db.selectFrom('audit_event').select('hash').where('seq', '=', seq).execute()).toHaveLength(1);
  });

  it('refuses a new record that claims a place in the chain', async () => {
    const born = sql`insert into audit_event (at, kind, position, prev_hash, hash) values (now(), 'x', 1000, 'p', 'h')`;
    await expect(born.execute(database().store.db)).rejects.toThrow('no place in the chain');
  });

  it('lets a body be deleted but not rewritten, and the record stays', async () => {
    const seq = await anEvent(database());
    const { db } = database().store;
    const event = await db.selectFrom('audit_event').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow();
    const rewrite = db
      .updateTable('audit_body')
      .set({ body: '{}' })
      .where('id', '=', event.body_id ?? '');
    await expect(rewrite.execute()).rejects.toThrow('not changed');
    await db
      .deleteFrom('audit_body')
      .where('id', '=', event.body_id ?? '')
      .execute();
    expect(await db.selectFrom('audit_event').selectAll().where('seq', '=', seq).executeTakeFirst()).toEqual(event);
  });
});
