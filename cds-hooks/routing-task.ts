import type { RouteTarget } from '../domain/decision/decision.ts';
import { dateText } from '../domain/kernel/plain-date.ts';
import type { Suggestion } from './card-wire.ts';
import type { Concern } from './card-wording.ts';
import { drugText, shortFactText, stepText } from './card-wording.ts';
import type { HookContext } from './hook-service.ts';

export interface TaskFacts {
  readonly concern: Concern;
  readonly context: HookContext;
  readonly uuid: string;
  /** The instant of the call, ISO 8601. */
  readonly authoredOn: string;
}

/** A suggestion with one `create` of one Task, for clients that honor it; the words say everything, labels may be hidden. */
export function routingSuggestion({ concern, context, uuid, authoredOn }: TaskFacts): Suggestion {
  const { route } = concern.visit;
  const due = route.dueBy === undefined ? '' : `, due ${dateText(route.dueBy)}`;
  const description = `Send to ${TEAM[route.to]}: ${drugText(concern)}, ${shortFactText(concern)}; ${stepText(concern)}${due}`;
  return {
    label: `Send to ${TEAM[route.to]}`,
    uuid,
    actions: [{ type: 'create', description, resource: taskOf(concern, context, description, authoredOn) }],
  };
}

/** Who works off the worklist that a route names, as a reader who is not one of them would call them. */
export const TEAM: Readonly<Record<RouteTarget, string>> = {
  none: 'authorization team',
  clerk: 'authorization clerk',
  authorization: 'authorization team',
  senior: 'senior authorization team',
  'peer-to-peer': 'peer-to-peer team',
  eligibility: 'eligibility team',
};

/** References only what the call itself named: the patient, the user, the order and, once stored, the appointment. */
function taskOf(concern: Concern, context: HookContext, description: string, authoredOn: string) {
  const { visit, finding } = concern;
  const focus = [visit.appointment, concern.drug?.order].find((reference) => reference?.includes('#') === false);
  return {
    resourceType: 'Task',
    status: 'requested',
    intent: 'proposal',
    priority: finding.verdict === 'at-risk' && finding.severity === 'critical' ? 'urgent' : 'routine',
    code: { coding: [{ system: 'urn:chairready:task', code: visit.route.to }], text: description },
    description,
    ...(focus === undefined ? {} : { focus: { reference: focus } }),
    for: { reference: `Patient/${context.patientId}` },
    ...(context.encounterId === undefined ? {} : { encounter: { reference: `Encounter/${context.encounterId}` } }),
    authoredOn,
    requester: { reference: `${context.user.type}/${context.user.id}` },
    performerType: [{ text: TEAM[visit.route.to] }],
    reasonCode: { text: finding.sentence },
    ...(visit.route.dueBy === undefined ? {} : { restriction: { period: { end: visit.route.dueBy } } }),
  };
}
