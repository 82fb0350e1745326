/** What the audit chain says of something that was kept and is gone. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Why the decision with this id is not there, in words: never recorded (of this tenant, where one is given), deleted on
 * a day for a reason, or simply gone.
 */
export async function whyGone(db: Kysely<Database>, id: string, tenant?: string): Promise<string> {
  let events = db.selectFrom('audit_event').select('seq').where('body_id', '=', id).where('kind', '=', 'decision');
  if (tenant !== undefined) events = events.where('tenant', '=', tenant);
  const recorded = await events.executeTakeFirst();
  if (recorded === undefined) return 'unknown';
  const { rows } = await sql<{ at: Date; why: string | null }>`
    select e.at, b.body ->> 'why' as why
    from audit_event e join audit_body b on b.id = e.body_id
    where e.kind = 'body-deleted' and e.seq > ${recorded.seq}::bigint and b.body -> 'ids' ? ${id}
    order by e.seq limit 1
  `.execute(db);
  const [deletion] = rows;
  return deletion === undefined
    ? 'it was recorded and is gone, and no deletion of it was recorded: run chairready audit verify'
    : `deleted on ${deletion.at.toISOString().slice(0, 10)} (${deletion.why ?? 'no reason given'}): nothing of it is left to run`;
}

/**
 * Until when bodies of the tenant's records went by age, as the last such deletion says of itself; undefined where none
 * did. Of whom those records were cannot be told any more.
 */
export async function bodiesGoneUntil(db: Kysely<Database>, tenant: string): Promise<Date | undefined> {
  const { rows } = await sql<{ until: Date }>`
    select e.at - make_interval(days => substring(b.body ->> 'why' from '^retention: auditBodyDays ([0-9]+)$')::int) as until
    from audit_event e join audit_body b on b.id = e.body_id
    where e.kind = 'body-deleted' and e.tenant = ${tenant}
      and b.body ->> 'why' ~ '^retention: auditBodyDays [0-9]{1,6}$'
    order by e.seq desc limit 1
  `.execute(db);
  return rows[0]?.until;
}
