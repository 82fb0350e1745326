import type { RequestHandler, Router } from 'express';
import { mayReadStatements, maySay } from '../../api-contract/attestation-rights.ts';
import { newStatement, retraction } from '../../api-contract/attestation.schema.ts';
import { ATTESTATION_ROUTES } from '../../api-contract/attestation.routes.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { daysBetween, parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { caseSteps } from '../attestation/case-steps.ts';
import { drugChanges } from '../attestation/drug-changes.ts';
import { deskOf, statementViews } from '../attestation/statement-views.ts';
import { statementRef } from '../attestation/statement-evidence.ts';
import type { DecisionAtHand, Occasion } from '../attestation/take-statement.ts';
import { takeBack, takeStatement } from '../attestation/take-statement.ts';
import { staffNames } from '../board/staff-names.ts';
import { recordEvent } from '../store/audit.ts';
import { statementsOf } from '../store/attestations.ts';
import { openCasesOf } from '../store/cases.ts';
import { caseEventsOfPatient } from '../store/patient-case-events.ts';
import { decisionsOfPatient, goneVisitsOf } from '../store/patient-decisions.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { ApiProblem } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

/** What staff say about the visits of the patient in context, and how that patient's decisions changed. */
export function addAttestationRoutes(router: Router, deps: AppDeps): void {
  router.get('/visits/statements', answering(deps, desk));
  router.post('/visits/statements', answering(deps, record));
  router.post('/visits/statements/:id/retraction', answering(deps, retract));
  router.get('/visits/history', answering(deps, history));
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Answering = (asking: Asking, occasion: Occasion) => Promise<Result<Answer, ApiProblem>>;

/** Every one of these calls is about the patient whom the session proved, by somebody of the staff. */
const answering = (deps: AppDeps, answer: Answering): RequestHandler =>
  signedIn(
    deps,
    async (asking) => {
      const occasion = occasionOf(asking);
      const answered = occasion.ok ? await answer(asking, occasion.value) : occasion;
      if (answered.ok) asking.response.status(answered.value.status).json(answered.value.body);
      else refuseApi(asking.response, answered.problem);
    },
    'visit',
  );

const noPatient = apiProblem('bad-request', 'The launch has no patient in context.');
const notFound = apiProblem('not-found', 'There is no such decision for this patient.');
const noStatement = apiProblem('not-found', 'There is no such statement about this patient.');
const notForRole = apiProblem('not-allowed', 'Your role does not see what staff said.');

const desk: Answering = async ({ deps, session, request }, occasion) => {
  const asked = ATTESTATION_ROUTES.statements.query.safeParse(request.query);
  if (!asked.success) return problem(apiProblem('bad-request', 'Name the decision.', 'decision'));
  const atHand = await decisionAtHand(deps, occasion, asked.data.decision);
  if (atHand === undefined) return problem(notFound);
  const { tenant, patientRef, by } = occasion;
  const statements = await statementsOf(deps.db, tenant, patientRef);
  const cases = await openCasesOf(deps.db, tenant, patientRef);
  await noteView(deps, occasion, 'statements');
  return ok({ status: 200, body: deskOf(atHand.snapshot, statements, cases, { ref: by.ref, role: session.role }) });
};

const record: Answering = async ({ deps, request }, occasion) => {
  const body = newStatement.safeParse(request.body);
  if (!body.success) return problem(badRequestOf(body.error));
  const atHand = await decisionAtHand(deps, occasion, body.data.decision);
  if (atHand === undefined) return problem(notFound);
  const kept = await takeStatement(deps.db, body.data, atHand, occasion);
  return kept.ok ? ok({ status: 201, body: kept.value }) : kept;
};

const retract: Answering = async ({ deps, request }, occasion) => {
  const body = retraction.safeParse(request.body);
  if (!body.success) return problem(badRequestOf(body.error));
  const id = statementRef(String(request.params['id']));
  const statements = await statementsOf(deps.db, occasion.tenant, occasion.patientRef);
  const statement = statements.find((one) => statementRef(one.id) === id);
  if (statement === undefined) return problem(noStatement);
  const kept = await takeBack(deps.db, statement, body.data.reason, occasion);
  return kept.ok ? ok({ status: 200, body: kept.value }) : kept;
};

/** As many decisions as anybody reads through, and a few from before to compare the first ones with. */
const MOST_DECISIONS = 120;
const DECISIONS_BEFORE = 5;

const history: Answering = async ({ deps, session, request }, occasion) => {
  const asked = ATTESTATION_ROUTES.patientHistory.query.safeParse(request.query);
  const since = parsePlainDate(asked.data?.since ?? '');
  if (!since.ok) return problem(apiProblem('bad-request', 'Must be a day such as 2026-12-01.', 'since'));
  const { tenant, patientRef } = occasion;
  const span = { since: since.value, most: MOST_DECISIONS, before: DECISIONS_BEFORE };
  const decisions = await decisionsOfPatient(deps.db, tenant, patientRef, span);
  const gone = await goneVisitsOf(deps.db, tenant, patientRef);
  await noteView(deps, occasion, 'history');
  const said = await statementsOf(deps.db, tenant, patientRef);
  const within = decisions.filter(({ decision }) => decision.today >= since.value);
  return ok({
    status: 200,
    body: {
      since: since.value,
      statements: statementViews(said, session.role).filter(({ on }) => on >= since.value),
      cases: maySay(session.role, 'case') ? await stepsSince({ deps, session }, occasion, since.value) : [],
      changes: drugChanges(decisions, gone, since.value),
      cutShort: within.length >= MOST_DECISIONS,
    },
  });
};

/** Cases keep instants, and the site's day may be set apart from the clock: as many days back from now, and one for zones. */
async function stepsSince({ deps, session }: Pick<Asking, 'deps' | 'session'>, occasion: Occasion, since: PlainDate) {
  const { tenant } = session.desk;
  const { patientRef, at, today } = occasion;
  const from = new Date(at.getTime() - (daysBetween(since, today) + 1) * DAY_MS);
  const events = await caseEventsOfPatient(deps.db, tenant.id, patientRef, from);
  return caseSteps(events, (await staffNames(deps.db, tenant)).nameOf);
}

const DAY_MS = 24 * 60 * 60 * 1000;

function occasionOf({ deps, session }: Asking): Result<Occasion, ApiProblem> {
  if (session.patientRef === undefined) return problem(noPatient);
  if (!mayReadStatements(session.role)) return problem(notForRole);
  const { user, desk, shown, role } = session;
  const { name } = shown.user;
  return ok({
    tenant: desk.tenant.id,
    patientRef: session.patientRef,
    by: { ref: userRefOf(user), role, ...(name === undefined ? {} : { name }) },
    at: deps.now(),
    today: desk.site.today(),
  });
}

/** Only a decision of this tenant about this very patient can be spoken about; any other does not exist. */
async function decisionAtHand(
  deps: AppDeps,
  { tenant, patientRef }: Occasion,
  id: string,
): Promise<DecisionAtHand | undefined> {
  const kept = await deps.decisions.findDecision(tenant, id);
  if (kept?.patientRef !== patientRef) return undefined;
  return {
    id,
    decision: exactJson.parse(kept.decision) as Decision,
    snapshot: exactJson.parse(kept.snapshot) as Snapshot,
  };
}

const noteView = (deps: AppDeps, { tenant, patientRef, by, at }: Occasion, what: string): Promise<void> =>
  recordEvent(deps.db, 'patient-view', { at, actor: by.ref, tenant, body: { patient: patientRef, what } });
