/** The one word for a whole visit: server and screens say it by this function alone, so that they cannot disagree. */
import { z } from 'zod';
import type { authorizationState } from './decision-words.schema.ts';

export const visitStateWord = z.enum(['action-needed', 'cannot-tell', 'waiting', 'confirmed']);

export type VisitState = z.infer<typeof visitStateWord>;

/** What is read of a visit, of the wire or of the domain. */
export interface JudgedVisit {
  readonly drugs: readonly { readonly authorization: { readonly state: z.infer<typeof authorizationState> } }[];
  readonly findings: readonly {
    readonly rule: string;
    readonly verdict: string;
    readonly severity?: string | undefined;
  }[];
}

/**
 * The gravest of its drugs and findings. Confirmed needs every drug authorized (or free of the need) and no open
 * question: a visit without a known drug is never confirmed.
 */
export function visitState(visit: JudgedVisit): VisitState {
  const states = visit.drugs.map((drug) => drug.authorization.state);
  if (states.some((state) => state === 'missing' || state === 'invalid' || state === 'denied')) return 'action-needed';
  if (visit.findings.some(asksForAction)) return 'action-needed';
  if (states.length === 0 || states.includes('unknown')) return 'cannot-tell';
  if (visit.findings.some(({ verdict }) => verdict === 'cannot-tell')) return 'cannot-tell';
  return states.includes('pending') ? 'waiting' : 'confirmed';
}

/** Rules that warn on a covered visit of what comes after it. Where the visit itself does not fit, its drug is not authorized. */
const OF_LATER_VISITS: ReadonlySet<string> = new Set([
  'authorization/later-visits-are-covered',
  'authorization/units-fit-the-authorization',
  'authorization/visits-fit-the-authorization',
]);

/** Whether this one visit can take place: what stands against a later visit only is work to do, and no reason to stay home. */
export const stateOfTheDay = ({ drugs, findings }: JudgedVisit): VisitState =>
  visitState({ drugs, findings: findings.filter((finding) => !isOfLaterVisits(finding)) });

const isOfLaterVisits = ({ rule, verdict }: JudgedVisit['findings'][number]): boolean =>
  verdict === 'at-risk' && OF_LATER_VISITS.has(rule);

const asksForAction = ({ verdict, severity }: JudgedVisit['findings'][number]): boolean =>
  verdict === 'at-risk' && severity !== 'info';
