/** What of the configuration was last seen, so that a start notices what was changed in between. Adds only. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table configuration_recorded (
        tenant text not null,
        part text not null,
        hash text not null,
        version text,
        content jsonb not null,
        at timestamptz not null,
        primary key (tenant, part)
      )`,
    )
    .execute(db);
}
