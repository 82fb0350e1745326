/** Imported policy packs: of each name the one that came last. */
import type { Kysely } from 'kysely';

import type { PolicyPack } from '../../reference-data/policy-pack.ts';
import { parsePolicyPack } from '../../reference-data/policy-pack.ts';
import type { Database } from './database.ts';

/** Changes whenever a pack is imported: a cheap way to see whether another process has imported one. */
export async function policyPacksStamp(db: Kysely<Database>): Promise<string> {
  const { newest } = await db
    .selectFrom('policy_pack')
    .innerJoin('import_file', 'import_file.id', 'policy_pack.file_id')
    .select(({ fn }) => fn.max<string | null>('policy_pack.file_id').as('newest'))
    .where('import_file.visible', '=', true)
    .executeTakeFirstOrThrow();
  return newest ?? 'none';
}

/** Rejects where a stored pack no longer passes the schema that took it in: a fault of ours, never to be passed over. */
export async function policyPacks(db: Kysely<Database>): Promise<readonly PolicyPack[]> {
  const rows = await db
    .selectFrom('policy_pack')
    .innerJoin('import_file', 'import_file.id', 'policy_pack.file_id')
    .select(['policy_pack.pack', 'policy_pack.content'])
    .distinctOn('policy_pack.pack')
    .where('import_file.visible', '=', true)
    .orderBy('policy_pack.pack')
    .orderBy('policy_pack.file_id', 'desc')
    .execute();
  return rows.map(({ pack, content }) => {
    const parsed = parsePolicyPack(content);
    if (!parsed.ok)
      throw new Error(`the stored policy pack ${pack}: ${parsed.problem[0].path} ${parsed.problem[0].message}`);
    return parsed.value;
  });
}
