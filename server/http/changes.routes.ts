import type { Router } from 'express';
import { CHANGES_ROUTES } from '../../api-contract/changes.routes.ts';
import type { Changes } from '../../api-contract/changes.schema.ts';
import { addOpenDays } from '../../domain/kernel/business-calendar.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, daysBetween, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import { todayIn } from '../assessment/today.ts';
import { changedVisits } from '../board/changes-view.ts';
import type { KeptCourses } from '../board/kept-courses.ts';
import { keptCoursesIn } from '../board/kept-courses.ts';
import { startOfDay } from '../board/start-of-day.ts';
import { staffNames } from '../board/staff-names.ts';
import { lastFinishedSweep } from '../store/schedule.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import { sightOfSession } from './app-session.ts';
import type { AppDeps } from './deps.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';

/** What changed since yesterday; on a Monday, since Friday. */
export function addChangesRoutes(router: Router, deps: AppDeps): void {
  const courses = keptCoursesIn(deps.db);
  router.get(
    '/changes',
    signedIn(deps, (asking) => showChanges(asking, courses), 'changes'),
  );
}

async function showChanges(asking: Asking, courses: KeptCourses): Promise<void> {
  const { deps, session, request, response } = asking;
  const question = CHANGES_ROUTES.changes.query.safeParse(request.query);
  if (!question.success) {
    refuseApi(response, apiProblem('bad-request', 'must be a calendar day such as 2026-12-15', 'since'));
    return;
  }
  const { tenant, site, timeZone } = session.desk;
  const today = site.today();
  const asked = parsePlainDate(question.data.since ?? '');
  const since = asked.ok ? asked.value : addOpenDays(today, -1, new Set(site.knowledge.holidays));
  const realToday = todayIn(timeZone, deps.now());
  // Where a day is configured as today, sweeps still note the real time: the same number of days back from it is meant.
  const realDayOf = (day: PlainDate): PlainDate => addDays(realToday, daysBetween(today, day));
  const { nameOf } = await staffNames(deps.db, tenant);
  const found = await changedVisits({
    ...{ db: deps.db, courses, tenant: tenant.id, since: startOfDay(realDayOf(since), timeZone), nameOf },
    withOwners: sightOfSession(session).routeTarget,
  });
  const lastSweep = await lastFinishedSweep(deps.db, tenant.id);
  const changes: Changes = {
    ...{ today, timeZone, since },
    ...found,
    ...(lastSweep === undefined ? {} : { lastSweepAt: lastSweep.finishedAt.toISOString() }),
  };
  await recordListView(asking, 'changes', changes.visits);
  response.json(changes);
}
