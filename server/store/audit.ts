/** The audit records: written at once, sealed into the chain a moment later. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';

import type { Database } from './database.ts';

/** What is recorded. Decisions are not in the list: they are recorded where they are kept (insert-calls.ts). */
export type AuditKind =
  | 'showing'
  | 'override'
  | 'attestation'
  | 'import'
  | 'export'
  | 'login'
  | 'patient-view'
  | 'role-change'
  | 'policy-change'
  | 'case-change'
  | 'sweep'
  | 'preparation'
  | 'waste'
  | 'patient-deleted';

/** Who did what. `actor` is an id (`Practitioner/n1`); whatever names a person or a fact belongs into `body`. */
export interface AuditRecord {
  readonly at: Date;
  readonly actor?: string;
  readonly tenant?: string;
  /** `patient` in it is a reference: the report of who looked at a patient finds it by that. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * Writes one record with its body, in one statement. It counts once the transaction of `db` is committed, and is sealed
 * into the chain within a second after that.
 */
export async function recordEvent(db: Kysely<Database>, kind: AuditKind, record: AuditRecord): Promise<void> {
  await insertEvent(db, kind, record);
}

export interface AuditedBody {
  readonly at: Date;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Records of one kind and tenant that nobody but a decision or a clock caused, in one statement. */
export async function recordEvents(
  db: Kysely<Database>,
  { kind, tenant }: { readonly kind: AuditKind; readonly tenant: string },
  records: readonly AuditedBody[],
): Promise<void> {
  if (records.length === 0) return;
  const asked = records.map(({ at, body }) => {
    return { id: randomUUID(), at, salt: randomBytes(16).toString('hex'), body };
  });
  await sql`
    with asked as (
      select * from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as r (id text, at timestamptz, salt text, body jsonb)
    ), kept as (
      insert into audit_body (id, tenant, salt, body)
      select id, ${tenant}, decode(salt, 'hex'), body from asked
      returning id, salt, body
    )
    insert into audit_event (at, kind, actor, tenant, body_id, body_hash)
    select asked.at, ${kind}, null, ${tenant}, kept.id,
      encode(sha256(kept.salt || convert_to(kept.body::text, 'UTF8')), 'hex')
    from kept join asked on asked.id = kept.id
  `.execute(db);
}

async function insertEvent(db: Kysely<Database>, kind: AuditKind | 'body-deleted', record: AuditRecord): Promise<void> {
  const { at, actor = null, tenant = null, body } = record;
  if (body === undefined) {
    await db.insertInto('audit_event').values({ at, kind, actor, tenant, body_id: null, body_hash: null }).execute();
    return;
  }
  const [id, salt, text] = [randomUUID(), randomBytes(16), JSON.stringify(body)];
  await sql`
    with kept as (
      insert into audit_body (id, tenant, salt, body)
      values (${id}, ${tenant}, ${salt}::bytea, ${text}::jsonb)
      returning id, salt, body
    )
    insert into audit_event (at, kind, actor, tenant, body_id, body_hash)
    select ${at}::timestamptz, ${kind}, ${actor}, ${tenant}, kept.id,
      encode(sha256(kept.salt || convert_to(kept.body::text, 'UTF8')), 'hex')
    from kept
  `.execute(db);
}

/** Which bodies go (ids of audit bodies or of decisions), why, and on whose order. */
export interface BodyDeletion {
  readonly ids: readonly string[];
  readonly why: string;
  readonly at: Date;
  readonly actor?: string;
  readonly tenant?: string;
}

/**
 * Deletes bodies and leaves the chain as it is; that they were deleted is itself a record, which `audit verify` needs
 * to tell this from a loss. Only what is sealed may go. Gives the number of bodies that went.
 */
export function deleteBodies(db: Kysely<Database>, deletion: BodyDeletion): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const sealed = transaction
      .selectFrom('audit_event')
      .select('body_id')
      .where('position', 'is not', null)
      .where('kind', '<>', 'body-deleted')
      .where('body_id', 'in', deletion.ids);
    const bodies = await transaction.deleteFrom('audit_body').where('id', 'in', sealed).returning('id').execute();
    const calls = await transaction.deleteFrom('cds_call').where('id', 'in', sealed).returning('id').execute();
    const gone = [...bodies, ...calls].map(({ id }) => id);
    const { ids: _ids, why, ...record } = deletion;
    if (gone.length > 0) await insertEvent(transaction, 'body-deleted', { ...record, body: { ids: gone, why } });
    return gone.length;
  });
}

/** One look at a patient's record through us. */
export interface PatientView {
  readonly at: Date;
  readonly actor: string | null;
  readonly body: unknown;
}

/** Who looked at this patient, newest first, at most `limit`. */
export async function viewsOfPatient(
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
  limit = 500,
): Promise<readonly PatientView[]> {
  return db
    .selectFrom('audit_event')
    .innerJoin('audit_body', 'audit_body.id', 'audit_event.body_id')
    .select(['audit_event.at', 'audit_event.actor', 'audit_body.body'])
    .where('audit_event.kind', '=', 'patient-view')
    .where('audit_body.tenant', '=', tenant)
    .where(sql`audit_body.body ->> 'patient'`, '=', patientRef)
    .where(sql<boolean>`audit_body.body ? 'patient'`)
    .orderBy('audit_event.seq', 'desc')
    .limit(limit)
    .execute();
}
