/** One change in words: what it is about, how it was, how it is. */
import type { ChangedVisit, WordChange } from '../../../api-contract/changes.schema.ts';
import { authorizationState, routeTarget } from '../../../api-contract/decision-words.schema.ts';
import { fullDay, momentText } from '../../ui/text.ts';
import { AUTHORIZATION_STATE, ROUTE_TARGET } from '../../ui/wording.ts';

export const KIND_WORDS: Readonly<Record<ChangedVisit['changes'][number]['kind'], string>> = {
  new: 'New on the schedule',
  changed: 'Changed',
  moved: 'Moved',
  gone: 'No longer booked',
};

export interface ChangeLine {
  readonly what: string;
  readonly before?: string;
  readonly after: string;
}

export function changeLine({ kind, what, before, after }: WordChange, timeZone: string): ChangeLine {
  const say = SAYING[kind];
  const said = before === undefined ? {} : { before: say.value(before, timeZone) };
  return { what: say.name ?? what, ...said, after: after === undefined ? say.gone : say.value(after, timeZone) };
}

interface Saying {
  /** Instead of what the server names. */
  readonly name?: string;
  readonly value: (value: string, timeZone: string) => string;
  /** Where nothing is left of it. */
  readonly gone: string;
}

const asIs = (value: string): string => value;

const SAYING: Readonly<Record<WordChange['kind'], Saying>> = {
  drug: { value: drugState, gone: 'not booked for this visit any more' },
  dose: { value: doseText, gone: 'dose not known' },
  finding: { value: findingText, gone: 'settled' },
  route: { name: 'Goes to', value: routeText, gone: 'nobody' },
  due: { name: 'Due', value: fullDay, gone: 'no due date' },
  start: { name: 'Time', value: (start, timeZone) => momentText(start, timeZone) ?? start, gone: 'not in the record' },
  place: { name: 'Place', value: asIs, gone: 'not in the record' },
  payer: { name: 'Payer', value: asIs, gone: 'not in the record' },
};

function drugState(state: string): string {
  const known = authorizationState.safeParse(state);
  return known.success ? AUTHORIZATION_STATE[known.data].word.toLowerCase() : state;
}

/** In billing units, as claim lines and authorizations count. */
function doseText(units: string): string {
  return units === '1' ? '1 billing unit planned' : `${units} billing units planned`;
}

/** A finding is named by its happy state: "The authorization covers the date". */
function findingText(verdict: string): string {
  return verdict === 'cannot-tell' ? 'cannot be told' : 'not so';
}

function routeText(route: string): string {
  const known = routeTarget.safeParse(route);
  return known.success ? ROUTE_TARGET[known.data] : route;
}
