/** Takes a file back: it no longer counts, and what counted before it does again. */
import type { Kysely } from 'kysely';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import { inTurnToImport } from '../store/imports.ts';
import type { Store } from '../store/open-store.ts';
import { policyPacks } from '../store/policy-packs.ts';

export interface UndoQuestion {
  readonly fileId: string;
  readonly tenant: string;
  readonly actor: string;
  readonly at: Date;
  /** Built in and configured. */
  readonly policies: readonly Policy[];
}

/**
 * A sentence where what would count then contradicts itself; nothing has changed then. `hidden` runs once the file no
 * longer counts, while its rows are still there.
 */
export function undoImport(
  store: Store,
  question: UndoQuestion,
  hidden: () => Promise<void> = () => Promise.resolve(),
): Promise<Result<undefined, string>> {
  return inTurnToImport(store, async () => {
    try {
      await store.db.transaction().execute((transaction) => hide(transaction, question));
    } catch (error) {
      if (error instanceof Contradiction) return problem(error.message);
      throw error;
    }
    await hidden();
    return ok(undefined);
  });
}

async function hide(db: Kysely<Database>, { fileId, tenant, actor, at, policies }: UndoQuestion): Promise<void> {
  const hidden = await db
    .updateTable('import_file')
    .set({ visible: false })
    .where('id', '=', fileId)
    .where('visible', '=', true)
    .returning(['file_name', 'kind'])
    .executeTakeFirstOrThrow();
  if (hidden.kind === 'policies') await refuseContradiction(db, policies);
  await recordEvent(db, 'import', {
    at,
    actor,
    tenant,
    body: { undone: fileId, file: hidden.file_name, kind: hidden.kind },
  });
}

/** An earlier pack may speak of what another pack has taken over since. */
async function refuseContradiction(db: Kysely<Database>, configured: readonly Policy[]): Promise<void> {
  const all = [...configured, ...(await policyPacks(db)).flatMap((pack) => pack.policies)];
  const [fault] = checkPolicySet(all);
  if (fault !== undefined) throw new Contradiction(`the earlier pack cannot count again: ${fault.message}`);
}

class Contradiction extends Error {}
