import type { Router } from 'express';
import type { RuleAlerts } from '../../api-contract/alerts.schema.ts';
import { setLoudnessBody } from '../../api-contract/alerts.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { alertsReview, isKnownRule } from '../alerts/alerts-review.ts';
import { setLoudness } from '../alerts/rule-loudness.ts';
import type { KnownName } from '../board/staff-names.ts';
import { staffNames } from '../board/staff-names.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** Who answers for what people are interrupted with. Others who have the page may read it. */
const APPROVERS: ReadonlySet<Role> = new Set<Role>(['compliance']);

/** The review of alerts, and the switch of each rule. */
export function addAlertsRoutes(router: Router, deps: AppDeps): void {
  router.get('/alerts', signedIn(deps, showAlerts, 'alerts'));
  router.post('/alerts/loudness', signedIn(deps, changeLoudness, 'alerts'));
}

async function showAlerts({ deps, session, response }: Asking): Promise<void> {
  const { tenant } = session.desk;
  const { knownName } = await staffNames(deps.db, tenant);
  const review = await alertsReview(deps.db, tenant.id, APPROVERS.has(session.role));
  response.json({ ...review, rules: review.rules.map((rule) => withName(rule, knownName)) });
}

const withName = ({ lastChange, ...rule }: RuleAlerts, knownName: KnownName): RuleAlerts =>
  lastChange === undefined
    ? rule
    : { ...rule, lastChange: { ...lastChange, by: knownName(lastChange.by) ?? lastChange.by } };

async function changeLoudness(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  if (!APPROVERS.has(session.role)) {
    refuseApi(response, apiProblem('not-allowed', 'Only compliance decides how loudly a rule may speak.'));
    return;
  }
  const asked = setLoudnessBody.safeParse(request.body);
  if (!asked.success) {
    refuseApi(response, badRequestOf(asked.error));
    return;
  }
  const tenant = session.desk.tenant.id;
  if (!(await isKnownRule(deps.db, tenant, asked.data.rule))) {
    refuseApi(response, apiProblem('not-found', 'There is no such rule.', 'rule'));
    return;
  }
  const actor = userRefOf(session.user);
  await deps.db
    .transaction()
    .execute((transaction) =>
      setLoudness(transaction, { tenant, ...asked.data, state: 'in-force', actor, at: deps.now() }),
    );
  await showAlerts(asking);
}
