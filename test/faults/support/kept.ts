/** What the database says afterwards about what was answered. */
import type { Kysely } from 'kysely';
import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import type { Database } from '../../../server/store/database.ts';
import { decisionsIn } from '../../../server/store/decisions.ts';
import type { Answer } from './booking.ts';
import { TENANT } from './program.ts';

const PAGE = 500;

/** The acknowledged calls that are not kept whole: lost. Every kept decision is unpacked and read. */
export async function lostOf(db: Kysely<Database>, acknowledged: readonly Answer[]): Promise<readonly string[]> {
  const decisions = decisionsIn(db);
  const kept = new Set<string>();
  for (let from = 0; from < acknowledged.length; from += PAGE) {
    const page = acknowledged.slice(from, from + PAGE).map(({ hookInstance }) => hookInstance);
    const rows = await db
      .selectFrom('cds_call')
      .select(['id', 'hook_instance'])
      .where('tenant', '=', TENANT)
      .where('hook_instance', 'in', page)
      .execute();
    for (const { id, hook_instance } of rows) {
      const found = await decisions.findDecision(TENANT, id);
      if (found !== undefined && JSON.parse(found.decision) !== null) kept.add(hook_instance);
    }
  }
  return acknowledged.map(({ hookInstance }) => hookInstance).filter((id) => !kept.has(id));
}

/** The state of the authorization in the decision of each call; calls without a kept decision are left out. */
export async function statesOf(db: Kysely<Database>, hookInstance: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('cds_call').select('id').where('hook_instance', '=', hookInstance).execute();
  const states: string[] = [];
  for (const { id } of rows) {
    const found = await decisionsIn(db).findDecision(TENANT, id);
    const { visits } = JSON.parse(found?.decision ?? '{"visits":[]}') as KeptDecision;
    states.push(...visits.flatMap(({ drugs }) => drugs.map(({ authorization }) => authorization.state)));
  }
  return states;
}

interface KeptDecision {
  readonly visits: readonly {
    readonly drugs: readonly { readonly authorization: { readonly state: string } }[];
  }[];
}

/** Seals what is left and walks the whole chain: the number of faults. */
export async function chainFaults(db: Kysely<Database>): Promise<number> {
  while ((await sealBatch(db)) !== undefined);
  return (await verifyChain(db)).faults.length;
}
