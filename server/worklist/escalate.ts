/** Tells the supervisor of due days that were missed: once for each due day, in the history and in the audit chain. */
import { sql, type Kysely } from 'kysely';
import { recordEvent } from '../store/audit.ts';
import { addCaseEvents } from '../store/case-events.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { Database } from '../store/database.ts';

const AT_ONCE = 500;

/** Marks what is late on `today`. Gives how many cases; another replica that does the same finds none left. */
export function escalateMissed(
  db: Kysely<Database>,
  { tenant, today, at }: { readonly tenant: string; readonly today: string; readonly at: Date },
): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<AuthorizationCase>`
      update authorization_case set escalated_on = due_by where id in (
        select id from authorization_case
        where tenant = ${tenant} and state in ('open', 'assigned', 'waiting') and due_rank < ${today}::date
          and escalated_on is distinct from due_by
        order by due_rank, id limit ${AT_ONCE} for update skip locked)
      returning *
    `.execute(transaction);
    if (rows.length === 0) return 0;
    await addCaseEvents(
      transaction,
      rows.map(({ id, version, due_by, owner }) => ({
        ...{ tenant, caseId: id, at, kind: 'escalated', version },
        detail: { due: due_by ?? '', owner: owner ?? '' },
      })),
    );
    await recordEvent(transaction, 'case-change', {
      ...{ at, tenant },
      body: { escalated: rows.map(({ id, due_by, owner }) => ({ case: id, due: due_by, owner })) },
    });
    return rows.length;
  });
}
