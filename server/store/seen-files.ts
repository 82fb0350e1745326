import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** In SQL, of `import_file`: files that count, and `unseen`, a staged one that is to be counted all the same. */
export const isSeen = (unseen: string | undefined): RawBuilder<SqlBool> =>
  unseen === undefined
    ? sql<SqlBool>`import_file.visible`
    : sql<SqlBool>`(import_file.visible or import_file.id = ${unseen})`;
