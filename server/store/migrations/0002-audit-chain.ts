/** The audit chain and its bodies. Triggers make the chain append-only; they work the same on both engines. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table audit_event (
    seq bigserial primary key,
    at timestamptz not null,
    kind text not null,
    actor text,
    tenant text,
    body_id text,
    body_hash text,
    position bigint unique,
    prev_hash text,
    hash text unique,
    check ((body_id is null) = (body_hash is null)),
    check ((position is null) = (hash is null) and (position is null) = (prev_hash is null))
  )`,
  'create index audit_event_unsealed on audit_event (seq) where position is null',
  'create index audit_event_by_body on audit_event (body_id) where body_id is not null',

  // A body has no foreign key from the chain: it may go while its hash stays.
  `create table audit_body (
    id text primary key,
    tenant text,
    salt bytea not null,
    body jsonb not null
  )`,

  `create function audit_event_seal_once() returns trigger language plpgsql as $$
  begin
    if old.position is null and new.position is not null
      and row (new.seq, new.at, new.kind, new.actor, new.tenant, new.body_id, new.body_hash)
        is not distinct from row (old.seq, old.at, old.kind, old.actor, old.tenant, old.body_id, old.body_hash)
    then
      return new;
    end if;
    raise exception 'audit_event is append-only: record % may only be sealed, once', old.seq
      using errcode = 'integrity_constraint_violation';
  end $$`,
  `create trigger audit_event_seal_once before update on audit_event
    for each row execute function audit_event_seal_once()`,

  // A record is born unsealed: a place in the chain is given by the sealer, never claimed by a writer.
  `create function audit_event_born_unsealed() returns trigger language plpgsql as $$
  begin
    if new.position is not null then
      raise exception 'audit_event: a new record has no place in the chain yet'
        using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end $$`,
  `create trigger audit_event_born_unsealed before insert on audit_event
    for each row execute function audit_event_born_unsealed()`,

  `create function audit_event_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'audit_event is append-only: % is refused', lower(tg_op)
      using errcode = 'integrity_constraint_violation';
  end $$`,
  `create trigger audit_event_no_delete before delete on audit_event
    for each row execute function audit_event_refuse()`,
  `create trigger audit_event_no_truncate before truncate on audit_event
    for each statement execute function audit_event_refuse()`,

  // A body may be deleted, never rewritten.
  `create function audit_body_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'audit_body may be deleted but not changed' using errcode = 'integrity_constraint_violation';
  end $$`,
  `create trigger audit_body_no_update before update on audit_body
    for each row execute function audit_body_refuse()`,
];
