// What happens to a card: accepted or overridden, told to the service; or its link opened.
import type { Router } from 'express';
import { z } from 'zod';
import type { LaunchContext } from '../authorization/launch-book.ts';
import { keyOf } from '../fhir-store/stored-resource.ts';
import { STAFF } from '../stories/clinic.ts';
import { ApiProblem, read } from './api-problem.ts';
import { signedToken } from './hook-call.ts';
import type { Sandbox } from './sandbox.ts';
import type { FeedbackExchange, LaunchAnswer } from './screens.schema.ts';
import { FeedbackRequest, LaunchRequest } from './screens.schema.ts';

export function addCardRoutes(router: Router, sandbox: Sandbox): void {
  router.post('/feedback', async ({ body }, response) => {
    response.json(await sendFeedback(sandbox, read(FeedbackRequest, body)));
  });
  router.post('/launch', ({ body }, response) => {
    response.status(201).json(openLaunch(sandbox, read(LaunchRequest, body)));
  });
}

async function sendFeedback(sandbox: Sandbox, request: FeedbackRequest): Promise<FeedbackExchange> {
  const created = request.outcome.kind === 'accept' ? carryOut(sandbox, request.outcome.actions) : [];
  const url = `${sandbox.chairReadyUrl}/cds-services/${request.service}/feedback`;
  const { jwt } = await signedToken(sandbox, url);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${jwt}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ feedback: [feedbackOf(request)] }),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.status, failure: answer.ok ? null : `ChairReady answered with ${answer.status}`, created };
  } catch {
    return { status: null, failure: 'ChairReady cannot be reached', created };
  }
}

function feedbackOf({ card, outcome }: FeedbackRequest): Record<string, unknown> {
  const outcomeTimestamp = new Date().toISOString();
  if (outcome.kind === 'accept')
    return { card, outcome: 'accepted', acceptedSuggestions: [{ id: outcome.suggestion }], outcomeTimestamp };
  const { reason, comment } = outcome;
  const overrideReason = {
    ...(reason === undefined ? {} : { reason }),
    ...(comment === undefined ? {} : { userComment: comment }),
  };
  const isExplained = Object.keys(overrideReason).length > 0;
  return { card, outcome: 'overridden', ...(isExplained ? { overrideReason } : {}), outcomeTimestamp };
}

type Actions = Extract<FeedbackRequest['outcome'], { kind: 'accept' }>['actions'];

/** This EHR honors suggestions that create something; it changes and deletes nothing on another's word. */
function carryOut({ store }: Sandbox, actions: Actions): string[] {
  if (actions.some(({ type }) => type !== 'create'))
    throw new ApiProblem(400, 'this EHR accepts only suggestions that create something', 'outcome.actions');
  return actions.map(({ resource }) => keyOf(store.create(read(Created, resource))));
}

const Created = z.looseObject({ resourceType: z.enum(['Task', 'ServiceRequest', 'Communication']) });

function openLaunch(sandbox: Sandbox, request: LaunchRequest): LaunchAnswer {
  const { url = `${sandbox.chairReadyUrl}/launch`, user, patient, appointment, ...rest } = request;
  if (new URL(url).origin !== new URL(sandbox.chairReadyUrl).origin)
    throw new ApiProblem(400, 'only ChairReady may be opened from here', 'url');
  if (!isKnownUser(sandbox, user)) throw new ApiProblem(404, 'there is no such user', 'user');
  requireKnown(sandbox, 'Patient', patient);
  requireKnown(sandbox, 'Appointment', appointment);
  const launch = sandbox.launches.open(withoutGaps({ ...rest, user, patient, appointment }));
  const launchUrl = new URL(url);
  launchUrl.searchParams.set('iss', sandbox.fhirBaseUrl);
  launchUrl.searchParams.set('launch', launch);
  return { launchUrl: launchUrl.href };
}

function isKnownUser({ store }: Sandbox, user: string): boolean {
  const [type = '', id = ''] = user.split('/');
  if (type === 'Patient') return store.find('Patient', id) !== undefined;
  return STAFF.some((member) => user === `Practitioner/${member.id}`);
}

function requireKnown({ store }: Sandbox, type: string, id: string | undefined): void {
  if (id !== undefined && store.find(type, id) === undefined)
    throw new ApiProblem(404, `there is no such ${type.toLowerCase()}`, type.toLowerCase());
}

type WithGaps = { readonly [K in keyof LaunchContext]: LaunchContext[K] | undefined } & { readonly user: string };

function withoutGaps(context: WithGaps): LaunchContext {
  const filled = Object.entries(context).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(filled), user: context.user };
}
