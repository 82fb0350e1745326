/** Where a case's visit is, by the one name that every page chooses a site by: the record's, else the location itself. */
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import { UNKNOWN_SITE } from '../../api-contract/unknown-site.ts';

export const siteName = sql<string>`coalesce(facts ->> 'siteName', site, ${sql.lit(UNKNOWN_SITE)})`;

/** A view kept by the location's reference finds its cases as well. */
export const atSite = (site: string): RawBuilder<unknown> => sql`(${siteName} = ${site} or site = ${site})`;
