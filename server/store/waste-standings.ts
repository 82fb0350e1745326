/**
 * Where the claim lines of signed records stand, and which remainders are held: counted and chosen by the database
 * itself, so that years of records cost no memory here.
 */
import type { RawBuilder } from 'kysely';
import { sql, type Kysely } from 'kysely';

import type { Database } from './database.ts';

/** Why a record's lines stay here; `ready` may leave. */
export type LineStanding = 'exported' | 'ready' | 'reopened' | 'witness' | 'remainder' | 'review';

export interface StandingCount {
  readonly records: number;
  readonly lines: number;
}

/** How many records, and lines on them, have each standing. */
export async function countStandings(
  db: Kysely<Database>,
  tenant: string,
): Promise<Readonly<Partial<Record<LineStanding, StandingCount>>>> {
  const { rows } = await sql<{ standing: LineStanding; records: number; lines: number }>`
    ${standing(tenant)}
    select standing, count(*)::int as records, coalesce(sum(lines), 0)::int as lines from standing group by standing
  `.execute(db);
  return Object.fromEntries(rows.map(({ standing: name, records, lines }) => [name, { records, lines }]));
}

export interface StandingQuery {
  readonly tenant: string;
  readonly standings: readonly LineStanding[];
  readonly limit: number;
  readonly patientRef?: string | undefined;
  /** Days of visits, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Ids of current records that stand so, those of the oldest visits first. */
export async function recordsStanding(db: Kysely<Database>, query: StandingQuery): Promise<readonly string[]> {
  const { tenant, standings, limit, patientRef, from, to } = query;
  const { rows } = await sql<{ id: string }>`
    ${standing(tenant)}
    select id from standing
    where standing in (${sql.join([...standings])}) and ${within({ patientRef, from, to })}
    order by visit_date, signed_at, id limit ${limit}
  `.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Newest versions of lines of which one has left: an earlier one, while this has not left itself, or this one, which was
 * reopened since. Newest first.
 */
export async function changedAfterExport(
  db: Kysely<Database>,
  tenant: string,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  const { rows } = await sql<{ id: string; total: number }>`
    with newest as (${newestOf(tenant)})
    select n.id, (count(*) over ())::int as total from newest n
    where case when ${happened(sql`n.id`, 'exported')} then ${happened(sql`n.id`, 'reopened')}
      else n.version > 1 and exists (select from waste_record r
        where r.tenant = n.tenant and r.appointment = n.appointment and r.line = n.line
          and ${happened(sql`r.id`, 'exported')}) end
    order by n.signed_at desc, n.id limit ${limit}
  `.execute(db);
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}

export interface HeldQuery {
  readonly tenant: string;
  readonly limit: number;
  readonly patientRef?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only those whose time of use ended before it. */
  readonly expiredAt?: Date;
}

/** Ids of preparations whose remainder is neither used nor thrown away, soonest out of time first. */
export async function heldPreparations(db: Kysely<Database>, query: HeldQuery): Promise<readonly string[]> {
  const { tenant, limit, expiredAt } = query;
  const expired =
    expiredAt === undefined
      ? sql`true`
      : sql`(content #>> '{remainder,useBy}')::timestamptz < ${expiredAt.toISOString()}::timestamptz`;
  const { rows } = await sql<{ id: string }>`
    select id from (${heldOf(tenant)}) held
    where ${within(query)} and ${expired}
    order by (content #>> '{remainder,useBy}')::timestamptz, id limit ${limit}
  `.execute(db);
  return rows.map(({ id }) => id);
}

type Within = Pick<StandingQuery, 'patientRef' | 'from' | 'to'>;

const within = ({ patientRef, from, to }: Within): RawBuilder<unknown> =>
  sql.join(
    [
      sql`true`,
      ...(patientRef === undefined ? [] : [sql`patient_ref = ${patientRef}`]),
      ...(from === undefined ? [] : [sql`visit_date >= ${from}::date`]),
      ...(to === undefined ? [] : [sql`visit_date <= ${to}::date`]),
    ],
    sql` and `,
  );

/** The newest version of each line, withdrawn ones among them: read off the key. */
const newestOf = (tenant: string): RawBuilder<unknown> => sql`
  select distinct on (tenant, appointment, line) * from waste_record where tenant = ${tenant}
  order by tenant, appointment, line, version desc`;

/** The newest version of a preparation whose remainder nobody has settled. */
const heldOf = (tenant: string): RawBuilder<unknown> => sql`
  select p.* from waste_preparation p
  where p.tenant = ${tenant} and p.content ? 'remainder' and p.kind <> 'entered-in-error'
    and not exists (select from waste_preparation later
      where later.tenant = p.tenant and later.appointment = p.appointment and later.line = p.line
        and later.version > p.version)
    and not exists (select from waste_remainder r where r.preparation_id = p.id)`;

const happened = (record: RawBuilder<unknown>, kind: string): RawBuilder<unknown> =>
  sql`exists (select from waste_event e where e.record_id = ${record} and e.kind = ${kind})`;

/** The first reason that applies, for every current record that counts. */
const standing = (tenant: string): RawBuilder<unknown> => sql`
  with newest as (${newestOf(tenant)}),
  held as materialized (${heldOf(tenant)}),
  standing as (
    select n.id, n.patient_ref, n.visit_date, n.signed_at, jsonb_array_length(n.after -> 'lines') as lines,
      case
        when ${happened(sql`n.id`, 'reopened')} then 'reopened'
        when ${happened(sql`n.id`, 'exported')} then 'exported'
        when n.witness_needed and not ${happened(sql`n.id`, 'witnessed')} then 'witness'
        when n.preparation_id in (select id from held) then 'remainder'
        when n.after ->> 'review' is not null and not ${happened(sql`n.id`, 'released')} then 'review'
        else 'ready'
      end as standing
    from newest n where n.kind <> 'entered-in-error')`;
