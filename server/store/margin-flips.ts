/** What each import changed about the margins of booked visits, kept so that it can be read again. */
import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';

import type { Database } from './database.ts';
import type { BookedQuestion, DoseSet } from './margin-booked.ts';
import { spanOf } from './margin-booked.ts';
import type { MarginFlipTable, MarginFlipVisitTable, MarginWatchTable } from './margin-tables.ts';

export type MarginWatch = Readonly<Selectable<MarginWatchTable>>;
export type KeptFlip = Readonly<Selectable<MarginFlipTable>>;
export type KeptFlipVisit = Readonly<Selectable<MarginFlipVisitTable>>;

export interface WatchedFile {
  readonly id: string;
  readonly kind: string;
  readonly file_name: string;
  readonly why: 'import' | 'undo';
}

/** Kinds of file that figures are made of. */
export const PRICING_KINDS = [
  'asp',
  'crosswalk',
  'opps',
  'prices',
  'awp',
  'charges',
  'scenario-prices',
  'contracts',
] as const;

/** Visible files that a tenant's booked visits have not been priced for yet, the oldest first. */
export async function unwatchedFiles(db: Kysely<Database>, tenant: string): Promise<readonly WatchedFile[]> {
  const rows = await db
    .selectFrom('import_file')
    .select(['id', 'kind', 'file_name'])
    .where('visible', '=', true)
    .where('kind', 'in', PRICING_KINDS)
    .where((is) => is.or([is('tenant', 'is', null), is('tenant', '=', tenant)]))
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('margin_watch')
            .select('margin_watch.id')
            .whereRef('margin_watch.file_id', '=', 'import_file.id')
            .where('margin_watch.tenant', '=', tenant)
            .where('margin_watch.why', '=', 'import')
            .where('margin_watch.state', '=', 'done'),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, why: 'import' }));
}

/** A run that has not ended after this long was left by a process that is gone. */
const STALE_MINUTES = 10;

/** Claims the pricing of one file for one tenant; undefined where another process has it or has done it. */
export async function claimWatch(
  db: Kysely<Database>,
  tenant: string,
  { id: file_id, kind, file_name, why }: WatchedFile,
): Promise<string | undefined> {
  const stale = await db
    .selectFrom('margin_watch')
    .select('id')
    .where('tenant', '=', tenant)
    .where('file_id', '=', file_id)
    .where('why', '=', why)
    .where('state', '=', 'running')
    .where('started_at', '<', sql<Date>`now() - make_interval(mins => ${STALE_MINUTES})`)
    .execute();
  for (const { id } of stale) await dropWatch(db, id);
  const made = await db
    .insertInto('margin_watch')
    .values({ tenant, file_id, kind, file_name, why, done_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return made?.id;
}

/** Frees a claim whose work failed, so that the next round tries again. */
export async function dropWatch(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('margin_flip_visit').where('watch_id', '=', id).execute();
  await db.deleteFrom('margin_watch').where('id', '=', id).execute();
}

/** Doses that flipped in one way, with what each of them earned and earns; null where there is no figure. */
export interface FlippedSet {
  readonly flipNo: number;
  readonly set: DoseSet;
  readonly was: string | null;
  readonly now: string | null;
}

/** Kept while the work goes on; nobody sees them before the watch is done. The database finds the visits of each set. */
export async function keepFlipVisits(
  db: Kysely<Database>,
  watchId: string,
  { tenant, from, turns }: BookedQuestion,
  flipped: readonly FlippedSet[],
): Promise<void> {
  if (flipped.length === 0) return;
  const sets = flipped.map(({ flipNo, set, was, now }) => ({ ...set, flip_no: flipNo, was, now }));
  const codes = [...new Set(flipped.map(({ set }) => set.hcpcs))];
  await sql`
    insert into margin_flip_visit
    select ${watchId}::bigint, flipped.flip_no, dose.appointment, dose.order_ref, dose.patient_ref, dose.visit_date,
      dose.units + coalesce(dose.discarded_units, 0), flipped.was, flipped.now
    from (
      select *, ${spanOf(turns)} as span from booked_dose
      where tenant = ${tenant} and visit_date >= ${from}::date and units is not null and hcpcs in (${sql.join(codes)})
    ) as dose
    join json_to_recordset(${JSON.stringify(sets)}::json) as flipped (
      flip_no integer, was text, now text, span integer, hcpcs text, payer text, payer_identifiers text[], product text,
      location text, site_name text, setting text, supply text, units integer, discarded_units integer
    ) on flipped.hcpcs = dose.hcpcs and flipped.span = dose.span and flipped.units = dose.units
      and coalesce(flipped.payer, '') = coalesce(dose.payer, '')
      and coalesce(flipped.location, '') = coalesce(dose.location, '')
    where flipped.payer is not distinct from dose.payer and flipped.payer_identifiers = dose.payer_identifiers
      and flipped.product is not distinct from dose.product and flipped.location is not distinct from dose.location
      and flipped.site_name is not distinct from dose.site_name and flipped.setting is not distinct from dose.setting
      and flipped.supply = dose.supply and flipped.discarded_units is not distinct from dose.discarded_units
  `.execute(db);
}

export interface WatchEnd {
  /** With every column; the working as it is. */
  readonly flips: readonly (Omit<Insertable<MarginFlipTable>, 'working'> & { readonly working: unknown })[];
  readonly visits: number;
  readonly priced: number;
}

const AT_ONCE = 500;

/** Makes a watch count, in one transaction. */
export async function finishWatch(db: Kysely<Database>, id: string, end: WatchEnd): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let at = 0; at < end.flips.length; at += AT_ONCE) {
      const flips = end.flips.slice(at, at + AT_ONCE);
      await sql`
        insert into margin_flip select * from json_populate_recordset(null::margin_flip, ${JSON.stringify(flips)}::json)
      `.execute(transaction);
    }
    await transaction
      .updateTable('margin_watch')
      .set({ state: 'done', done_at: sql<Date>`now()`, visits: end.visits, priced: end.priced })
      .where('id', '=', id)
      .execute();
  });
}

/** The newest watches that are done, with the number of their flips. */
export function watchesOf(db: Kysely<Database>, tenant: string, limit = 50) {
  return db
    .selectFrom('margin_watch')
    .selectAll()
    .select((is) =>
      is
        .selectFrom('margin_flip')
        .select(({ fn }) => fn.countAll<string>().as('flips'))
        .whereRef('watch_id', '=', 'margin_watch.id')
        .as('flips'),
    )
    .where('tenant', '=', tenant)
    .where('state', '=', 'done')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** The flips of some watches of a tenant, gravest first: what turned negative, then by visits. */
export function flipsOf(
  db: Kysely<Database>,
  tenant: string,
  watchIds: readonly string[],
): Promise<readonly KeptFlip[]> {
  if (watchIds.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('margin_flip')
    .innerJoin('margin_watch', 'margin_watch.id', 'margin_flip.watch_id')
    .selectAll('margin_flip')
    .where('margin_watch.tenant', '=', tenant)
    .where('margin_watch.state', '=', 'done')
    .where('margin_flip.watch_id', 'in', watchIds)
    .orderBy('margin_flip.watch_id', 'desc')
    .orderBy(sql`margin_flip.change = 'turned-negative'`, 'desc')
    .orderBy('margin_flip.visits', 'desc')
    .orderBy('margin_flip.flip_no')
    .execute();
}

/** The visits behind one flip, for those who may see patients beside money; the soonest first. */
export function visitsOfFlip(
  db: Kysely<Database>,
  tenant: string,
  flip: { readonly watchId: string; readonly flipNo: number },
  limit = 1000,
): Promise<readonly KeptFlipVisit[]> {
  return db
    .selectFrom('margin_flip_visit')
    .innerJoin('margin_watch', 'margin_watch.id', 'margin_flip_visit.watch_id')
    .selectAll('margin_flip_visit')
    .where('margin_watch.tenant', '=', tenant)
    .where('margin_watch.state', '=', 'done')
    .where('margin_flip_visit.watch_id', '=', flip.watchId)
    .where('flip_no', '=', flip.flipNo)
    .orderBy('visit_date')
    .orderBy('appointment')
    .limit(limit)
    .execute();
}

/** The last watch whose flips this person has set aside; "0" where none. */
export async function seenUpTo(db: Kysely<Database>, tenant: string, userRef: string): Promise<string> {
  const row = await db
    .selectFrom('margin_seen')
    .select('watch_id')
    .where('tenant', '=', tenant)
    .where('user_ref', '=', userRef)
    .executeTakeFirst();
  return row?.watch_id ?? '0';
}

export async function setSeen(db: Kysely<Database>, tenant: string, userRef: string, watchId: string): Promise<void> {
  await db
    .insertInto('margin_seen')
    .values({ tenant, user_ref: userRef, watch_id: watchId })
    .onConflict((conflict) => conflict.columns(['tenant', 'user_ref']).doUpdateSet({ watch_id: watchId }))
    .execute();
}

/** Which patients a change concerned is forgotten a year after their visits; the change itself stays. */
export async function forgetOldVisits(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('margin_flip_visit')
    .where('visit_date', '<', sql<string>`(now() - interval '1 year')::date`)
    .execute();
}
