/** What the routes of worklist and supervisor share: who asks, what they may read, and how a refusal is said. */
import { readsRoute } from '../../api-contract/case-routes.ts';
import { sightOf } from '../../api-contract/role.schema.ts';
import type { BulkDone, CaseRow } from '../../api-contract/worklist.schema.ts';
import { staffNames } from '../board/staff-names.ts';
import { listedCase, listedCases } from '../store/case-list.ts';
import { staffOf } from '../store/staff.ts';
import type { ActRefused, ActResult, Acting } from '../worklist/act-on-case.ts';
import type { Reading } from '../worklist/case-row.ts';
import { caseRowOf } from '../worklist/case-row.ts';
import type { CaseWorker } from '../worklist/case-staff.ts';
import { caseStaff } from '../worklist/case-staff.ts';
import { ownerFor } from '../worklist/own-critical.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import type { ApiProblem } from './api-problem.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

export const noSuchCase = apiProblem('not-found', 'There is no such case.');

export async function answerMany(
  asking: Asking,
  results: readonly ActResult[],
  batch: string | undefined,
): Promise<void> {
  const reading = await readingOf(asking);
  const { id: tenant } = asking.session.desk.tenant;
  const rows = await listedCases(
    asking.deps.db,
    tenant,
    results.map(({ id }) => id),
  );
  const shown = new Map(rows.map((row) => [row.id, caseRowOf(row, reading)]));
  const isDone = ({ outcome }: ActResult): boolean => outcome.ok;
  const done: BulkDone = {
    done: results.filter(isDone).flatMap(({ id }) => shown.get(id) ?? []),
    notDone: results.flatMap(({ id, outcome }) => {
      if (outcome.ok) return [];
      const current = shown.get(id);
      return [{ id, why: refusalOf(outcome.problem).message, ...(current === undefined ? {} : { current }) }];
    }),
    ...(batch !== undefined && results.some(isDone) ? { undo: batch } : {}),
  };
  await recordListView(asking, 'worklist', [...shown.values()]);
  asking.response.json(done);
}

export const isSupervisor = ({ session }: Asking): boolean => session.role === 'supervisor';

export async function readingOf({ deps, session }: Asking): Promise<Reading> {
  const { nameOf } = await staffNames(deps.db, session.desk.tenant);
  return { sight: sightOf(session.role), today: session.desk.site.today(), me: userRefOf(session.user), nameOf };
}

export async function actingOf(asking: Asking): Promise<Acting> {
  const { deps, session } = asking;
  const { tenant } = session.desk;
  const workers = caseStaff(tenant, await staffOf(deps.db, tenant.id));
  const staff = new Set(workers.map(({ ref }) => ref));
  const today = session.desk.site.today();
  return {
    ...{ db: deps.db, tenant: tenant.id, at: deps.now(), today },
    actor: { ref: userRefOf(session.user), isSupervisor: isSupervisor(asking) },
    isStaff: (ref: string) => staff.has(ref),
    seniorFor: (db, work) => {
      const others = workers.filter(({ ref, roles }) => ref !== work.owner && roles.includes('senior-specialist'));
      const owning = { tenant: tenant.id, today, holidays: tenant.holidays, staff: others.map(asStaff) };
      return ownerFor(db, owning, work, 'senior');
    },
    mayKnow: (route: string) => readsRoute(session.role, route),
  };
}

/** Of whom no capacity is configured is taken to have little room, so that those come first of whom it is. */
const asStaff = ({ ref, roles, capacityPerDay = 1 }: CaseWorker) => ({ id: ref, roles: [...roles], capacityPerDay });

export async function shownRow({ deps, session }: Asking, id: string, reading: Reading): Promise<CaseRow | undefined> {
  const row = await listedCase(deps.db, session.desk.tenant.id, id);
  return row === undefined ? undefined : caseRowOf(row, reading);
}

/** A stale version is answered with the case as it is now, so that the page can show what somebody else made of it. */
export async function refuseAct(asking: Asking, id: string, why: ActRefused, reading: Reading): Promise<void> {
  const current = why.kind === 'unknown' ? undefined : await shownRow(asking, id, reading);
  refuseApi(asking.response, refusalOf(why), current === undefined ? {} : { current });
}

function refusalOf(why: ActRefused): ApiProblem {
  switch (why.kind) {
    case 'unknown':
      return noSuchCase;
    case 'stale':
      return {
        ...apiProblem('conflict', 'Somebody else changed this case meanwhile. Look at it as it is now.'),
        fault: 'stale',
      };
    case 'not-yours':
      return apiProblem('not-allowed', 'Somebody else owns this case. Ask them, or your supervisor.');
    case 'not-undoable':
      return apiProblem('unprocessable', 'This cannot be undone.');
    case 'unfit':
      return apiProblem('unprocessable', why.message);
  }
}
