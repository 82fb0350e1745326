/** Seals what was recorded into the chain: first come, first sealed, by one sealer at a time. */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { linkHash } from './links.ts';
import type { Link } from './links.ts';
import { callHash, microTime } from './sealed-calls.ts';

/** The chain's last link. */
export interface ChainHead {
  readonly position: bigint;
  readonly hash: string;
}

export interface SealedBatch extends ChainHead {
  /** As many as go at once were sealed: there may be more. */
  readonly isFull: boolean;
}

/** Per transaction: with the embedded engine hooks wait for it. */
const MOST_AT_ONCE = 250;

/**
 * Seals one batch and gives the new head; undefined when there was nothing to seal, or another process is at it: the
 * lock of the head's row is the sealer's lease, and ends with its connection.
 */
export function sealBatch(db: Kysely<Database>, most = MOST_AT_ONCE): Promise<SealedBatch | undefined> {
  return db.transaction().execute(async (transaction) => {
    const head = await lockedHead(transaction);
    if (head === undefined) return undefined;
    await recordCalls(transaction, most);
    const links = await unsealedLinks(transaction, most);
    if (links.length === 0) return undefined;
    return { ...(await sealLinks(transaction, head, links)), isFull: links.length === most };
  });
}

async function lockedHead(db: Transaction<Database>): Promise<ChainHead | undefined> {
  const row = await db
    .selectFrom('audit_head')
    .select(['position', 'hash'])
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row === undefined ? undefined : { position: BigInt(row.position), hash: row.hash };
}

/**
 * Decisions of an older program, which kept them without a record: they become records whose bodies are the kept rows
 * themselves. The oldest are chosen by their index before anything is hashed; a salt is the 122 random bits of a UUID.
 */
async function recordCalls(db: Transaction<Database>, most: number): Promise<void> {
  await sql`
    with oldest as materialized (
      select id, uuid_send(gen_random_uuid()) as salt
      from cds_call where sealed_seq is null order by received_at limit ${most}
    ), recorded as (
      insert into audit_event (at, kind, actor, tenant, body_id, body_hash)
      select c.received_at, 'decision', c.user_ref, c.tenant, c.id, ${callHash('oldest.salt')}
      from oldest join cds_call c on c.id = oldest.id
      order by c.received_at, c.id
      returning seq, body_id
    )
    update cds_call set sealed_seq = recorded.seq, seal_salt = oldest.salt
    from recorded join oldest on oldest.id = recorded.body_id
    where cds_call.id = recorded.body_id
  `.execute(db);
}

interface LinkRow {
  readonly seq: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly tenant: string | null;
  readonly body_id: string | null;
  readonly body_hash: string | null;
}

async function unsealedLinks(db: Transaction<Database>, most: number): Promise<readonly Link[]> {
  const { rows } = await sql<LinkRow>`
    select seq, ${microTime('at')} as at, kind, actor, tenant, body_id, body_hash
    from audit_event where position is null order by seq limit ${most}
  `.execute(db);
  return rows.map(({ body_id, body_hash, ...row }) => ({ ...row, bodyId: body_id, bodyHash: body_hash }));
}

async function sealLinks(db: Transaction<Database>, from: ChainHead, links: readonly Link[]): Promise<ChainHead> {
  let { position, hash } = from;
  const seals = links.map((link) => {
    const before = hash;
    position += 1n;
    hash = linkHash(position, before, link);
    return { seq: link.seq, position: position.toString(), prev_hash: before, hash };
  });
  await sql`
    update audit_event e set position = s.position, prev_hash = s.prev_hash, hash = s.hash
    from json_to_recordset(${JSON.stringify(seals)}::json)
      as s (seq bigint, position bigint, prev_hash text, hash text)
    where e.seq = s.seq
  `.execute(db);
  await db
    .updateTable('audit_head')
    .set({ position: position.toString(), hash, sealed_at: sql<Date>`now()` })
    .execute();
  return { position, hash };
}
