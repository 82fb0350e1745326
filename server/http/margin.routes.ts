import type { Router } from 'express';
import { seenBody } from '../../api-contract/margin.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { ScenarioId } from '../../domain/margin/scenario.ts';
import { isScenario } from '../../domain/margin/scenario.ts';
import { recordEvent } from '../store/audit.ts';
import { setSeen } from '../store/margin-flips.ts';
import { flipsViewOf, flipVisitsOf } from '../margin/flips-view.ts';
import { knowledgeIn } from '../margin/margin-book.ts';
import { marginDetailOf } from '../margin/margin-detail.ts';
import { marginListOf } from '../margin/margin-view.ts';
import { openPriceDesk } from '../margin/open-desk.ts';
import type { PriceDesk } from '../margin/margin-facts.ts';
import { apiProblem, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** Patients beside money: finance only. */
const LISTS_VISITS: ReadonlySet<Role> = new Set<Role>(['finance']);

/** What drugs earn, by drug, payer and site; only for the roles that have the page. */
export function addMarginRoutes(router: Router, deps: AppDeps): void {
  router.get('/margin', signedIn(deps, showList, 'margin'));
  router.get('/margin/rows/:key', signedIn(deps, showDetail, 'margin'));
  router.get('/margin/flips', signedIn(deps, showFlips, 'margin'));
  router.post('/margin/flips/seen', signedIn(deps, setFlipsSeen, 'margin'));
  router.get('/margin/flips/:watch/:flip/visits', signedIn(deps, showFlipVisits, 'margin'));
}

async function showList(asking: Asking): Promise<void> {
  const desk = await deskOf(asking);
  if (desk === undefined) return;
  const { deps, session, response } = asking;
  const { tenant, site } = session.desk;
  const question = { tenant: tenant.id, userRef: userRefOf(asking.session.user), today: site.today() };
  response.json(await marginListOf(deps.db, desk, question));
}

async function showDetail(asking: Asking): Promise<void> {
  const desk = await deskOf(asking);
  if (desk === undefined) return;
  const { deps, session, request, response } = asking;
  const { tenant, site } = session.desk;
  const { policies } = site.knowledge;
  const question = { tenant: tenant.id, today: site.today(), key: String(request.params['key']), policies };
  const detail = await marginDetailOf(deps.db, desk, question);
  if (detail === undefined) refuseApi(response, apiProblem('not-found', 'No visit is booked for this drug there.'));
  else response.json(detail);
}

/** Scenarios of the configuration, and those that this question plays; a name that nobody knows is refused. */
async function deskOf({ deps, session, request, response }: Asking): Promise<PriceDesk | undefined> {
  const { scenarios: named } = request.query;
  const asked = typeof named === 'string' ? named.split(',').filter((name) => name !== '') : [];
  const unknown = asked.find((name) => !isScenario(name));
  if (unknown !== undefined) {
    refuseApi(response, apiProblem('bad-request', 'There is no such scenario.', 'scenarios'));
    return undefined;
  }
  const { tenant, site } = session.desk;
  const drugs = knowledgeIn(site.knowledge.drugs);
  const desk = await openPriceDesk(deps.db, {
    tenant,
    from: site.today(),
    ...(drugs === undefined ? {} : { drugs }),
  });
  const scenarios = new Set<ScenarioId>([...desk.terms.scenarios, ...asked.filter(isScenario)]);
  return { ...desk, terms: { ...desk.terms, scenarios: [...scenarios] } };
}

async function showFlips(asking: Asking): Promise<void> {
  const { deps, session, response } = asking;
  const mayListVisits = LISTS_VISITS.has(session.role);
  const question = { tenant: session.desk.tenant.id, userRef: userRefOf(asking.session.user), mayListVisits };
  response.json(await flipsViewOf(deps.db, question));
}

async function setFlipsSeen(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const seen = seenBody.safeParse(request.body);
  if (!seen.success) {
    refuseApi(response, apiProblem('bad-request', 'Must name the import that was seen.', 'watch'));
    return;
  }
  await setSeen(deps.db, session.desk.tenant.id, userRefOf(asking.session.user), seen.data.watch);
  await showFlips(asking);
}

async function showFlipVisits(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  if (!LISTS_VISITS.has(session.role)) {
    refuseApi(response, apiProblem('not-allowed', 'Only finance lists the visits behind a change.'));
    return;
  }
  const [watchId, flipNo] = [String(request.params['watch']), Number(request.params['flip'])];
  if (!/^\d{1,18}$/.test(watchId) || !Number.isSafeInteger(flipNo) || flipNo > MOST_FLIPS) {
    refuseApi(response, apiProblem('not-found', 'There is no such change.'));
    return;
  }
  const tenant = session.desk.tenant.id;
  const found = await flipVisitsOf(deps.db, tenant, { watchId, flipNo });
  await noteViews(asking, new Set(found.visits.map(({ patient }) => patient)));
  response.json(found);
}

const MOST_FLIPS = 1_000_000;

/** Who looked at whose visit is on record before it is shown. */
async function noteViews(asking: Asking, patients: ReadonlySet<string>): Promise<void> {
  const { deps, session } = asking;
  const about = { at: deps.now(), actor: userRefOf(asking.session.user), tenant: session.desk.tenant.id };
  await deps.db.transaction().execute(async (transaction) => {
    for (const patient of patients)
      await recordEvent(transaction, 'patient-view', { ...about, body: { patient, what: 'margin change of a visit' } });
  });
}
