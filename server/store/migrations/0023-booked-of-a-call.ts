/**
 * What a kept decision tells of booked visits, as a short mark, so that decisions which tell nothing new of them need not
 * be read again. Adds only; rows of an older program have no mark and are read.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table cds_call add column booked text').execute(db);
}
