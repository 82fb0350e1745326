/** The imported files that count, as the app lists them. */
import type { Kysely } from 'kysely';

import type { Database } from './database.ts';

export interface CountingFile {
  readonly id: string;
  readonly tenant: string | null;
  readonly kind: string;
  readonly file_name: string;
  readonly effective_from: string | null;
  readonly effective_until: string | null;
  readonly rows_read: number;
  readonly rows_kept: number;
  readonly imported_at: Date;
}

/** Files of some kinds that a tenant may see, the newest first. */
export function filesOf(
  db: Kysely<Database>,
  tenant: string,
  kinds: readonly string[],
  limit = 200,
): Promise<readonly CountingFile[]> {
  return db
    .selectFrom('import_file')
    .select(['id', 'tenant', 'kind', 'file_name', 'effective_from', 'effective_until', 'rows_read', 'rows_kept'])
    .select('imported_at')
    .where('visible', '=', true)
    .where('kind', 'in', kinds)
    .where((is) => is.or([is('tenant', 'is', null), is('tenant', '=', tenant)]))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
