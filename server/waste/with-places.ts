/** Rows of charting beside where their visits are, so that a page can list them by site. */
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.ts';
import { placesOf } from '../store/standings.ts';

export async function withPlaces<Row extends { readonly appointment: string }>(
  { db, tenant }: { readonly db: Kysely<Database>; readonly tenant: string },
  rows: readonly Row[],
): Promise<(Row & { place?: string })[]> {
  const places = await placesOf(
    db,
    tenant,
    rows.map(({ appointment }) => appointment),
  );
  return rows.map((row) => {
    const place = places.get(row.appointment);
    return place === undefined ? row : { ...row, place };
  });
}
