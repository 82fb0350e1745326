/** Drafts that nobody booked in time leave the worklist. */
import { sql, type Kysely } from 'kysely';

import { recordEvent } from './audit.ts';
import { addCaseEvents } from './case-events.ts';
import type { CaseState } from './case-tables.ts';
import type { Database } from './database.ts';

/** Lapses them in every tenant, each with its history and a record in the chain. Gives how many. */
export function lapseDrafts(db: Kysely<Database>, now: Date): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const lapsed = await transaction
      .updateTable('authorization_case')
      .set({ state: 'lapsed', closed_at: now, close_reason: 'never booked', news: null, version: sql`version + 1` })
      .where('lapses_at', '<=', now)
      .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
      .returning(['tenant', 'id', 'patient_ref', 'version'])
      .execute();
    await addCaseEvents(
      transaction,
      lapsed.map(({ tenant, id, version }) => ({ tenant, caseId: id, at: now, kind: 'lapsed', version })),
    );
    for (const { tenant, id, patient_ref: patient, version } of lapsed) {
      const cases = [{ case: id, kind: 'lapsed', version }];
      await recordEvent(transaction, 'case-change', { at: now, tenant, body: { patient, cases } });
    }
    return lapsed.length;
  });
}
