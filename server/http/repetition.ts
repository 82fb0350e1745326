import { hash } from 'node:crypto';
import type { Concern } from '../../cds-hooks/card-wording.ts';
import { factOf } from '../../cds-hooks/card.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Speech } from '../../cds-hooks/utterances.ts';
import { concernsHere, utterances } from '../../cds-hooks/utterances.ts';
import type { Utterance } from '../../cds-hooks/utterance.ts';
import type { SettledShowing, ShowingQuery } from '../store/showings.ts';
import { errorFields } from '../observability/log.ts';
import type { HookDesk } from './hook-desk.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** To whom it is said, and when. */
export interface Audience {
  readonly tenant: string;
  /** `Practitioner/n1`. */
  readonly user: string;
  readonly at: Date;
  readonly requestId: string;
}

/** What could be said to somebody, and what it rests on. */
export interface Sayable {
  readonly say: (isSetAside: (concern: Concern) => boolean) => readonly Utterance[];
  /** All that may be spoken of here; asked for only where something is said. */
  readonly concerns: () => readonly Concern[];
  readonly patientId: string;
  /** The day on which it was decided, and the day of the call. */
  readonly decidedOn: PlainDate;
  readonly today: PlainDate;
}

/** A decision of this moment. */
export const sayableOf = (speech: Omit<Speech, 'isSetAside'>): Sayable => ({
  say: (isSetAside) => utterances({ ...speech, isSetAside }),
  concerns: () => concernsHere({ ...speech, isSetAside: () => false }),
  patientId: speech.context.patientId,
  decidedOn: speech.decision.today,
  today: speech.decision.today,
});

/**
 * What is still worth saying to this person: not what was said to them for the same facts within a day, and not what
 * they have set aside, until a fact changes. Where that cannot be looked up everything is said.
 */
export async function unrepeated(
  { memory, log }: Pick<HookDesk, 'memory' | 'log'>,
  sayable: Sayable,
  audience: Audience,
): Promise<readonly Utterance[]> {
  const first = sayable.say(() => false);
  if (memory === undefined || first.length === 0) return first;
  try {
    const hashIn = (concern: Concern): string => hashOf(factOf(concern, sayable.patientId, sayable.decidedOn));
    const concerns = sayable.concerns().map(hashIn);
    const earlier = await memory.earlier(queryFor(first, concerns, audience));
    const aside = factsSetAside(earlier, sayable.today);
    if (!concerns.some((fact) => aside.has(fact))) return first.filter(isNewTo(earlier, audience, aside));
    if (first.every(({ facts }) => aside.has(hashOf(facts)))) return [];
    const rest = sayable.say((concern) => aside.has(hashIn(concern)));
    const known = await memory.earlier(queryFor(rest, concerns, audience));
    return rest.filter(isNewTo(known, audience, aside));
  } catch (error) {
    log.warn('earlier cards not looked up', { requestId: audience.requestId, error: errorFields(error) });
    return first;
  }
}

export const hashOf = (text: string): string => hash('sha256', text);

export const readerHash = ({ tenant, user }: Pick<Audience, 'tenant' | 'user'>): string => hashOf(`${tenant} ${user}`);

const queryFor = (said: readonly Utterance[], concerns: readonly string[], audience: Audience): ShowingQuery => ({
  tenant: audience.tenant,
  reader: readerHash(audience),
  facts: said.map(({ facts }) => hashOf(facts)),
  single: [...new Set([...concerns, ...said.map(({ fact }) => hashOf(fact))])],
  since: new Date(audience.at.getTime() - DAY_MS),
});

/** "Already submitted" holds until the answer was expected; every other reason until the fact changes. */
const isStillAside = ({ outcome, reasonCode, expectedBy }: SettledShowing, today: string): boolean =>
  outcome === 'overridden' && (reasonCode !== 'already-submitted' || expectedBy === undefined || today <= expectedBy);

const factsSetAside = (earlier: readonly SettledShowing[], today: string): ReadonlySet<string> =>
  new Set(earlier.filter((showing) => isStillAside(showing, today)).flatMap(({ fact, facts }) => [fact, facts]));

const isNewTo =
  (earlier: readonly SettledShowing[], { at }: Audience, aside: ReadonlySet<string>) =>
  ({ fact, facts }: Utterance): boolean => {
    const told = hashOf(facts);
    const since = at.getTime() - DAY_MS;
    const wasShown = earlier.some((showing) => showing.facts === told && showing.shownAt.getTime() > since);
    return !wasShown && !aside.has(told) && !aside.has(hashOf(fact));
  };
