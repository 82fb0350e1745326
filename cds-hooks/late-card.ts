import type { Decision, VisitDecision } from '../domain/decision/decision.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { dateText, dayText, parsePlainDate } from '../domain/kernel/plain-date.ts';
import type { CardOptions } from './card.ts';
import type { Concern } from './card-wording.ts';
import { authorizationUtterances, linksOf } from './card.ts';
import { concernsOf } from './concerns.ts';
import type { HookContext } from './hook-service.ts';
import { OVERRIDE_REASONS } from './override-reasons.ts';
import { TOPICS } from './topics.ts';
import type { Utterance } from './utterance.ts';

/** A decision that was made earlier about the same patient. */
export interface EarlierDecision {
  readonly decision: Decision;
  readonly options: CardOptions;
  /** When it was made, as people read it: "Nov 20, 2:05 PM". */
  readonly madeAt: string;
}

/** What could not be checked in time, for whom, and what is known of it from before. */
export interface LateSpeech {
  readonly context: HookContext;
  readonly earlier: EarlierDecision | undefined;
  readonly options: CardOptions;
  readonly today: PlainDate;
}

/** What the earlier decision has to say about the visits that are asked about, gravest first. */
export const lateConcerns = ({ context, earlier, today }: LateSpeech): readonly Concern[] =>
  earlier === undefined ? [] : concernsAsked({ visits: visitsAsked(earlier.decision, context, today) }, context);

/**
 * The record could not be read in time. What was decided last about these visits is said with its time; where nothing
 * was, that nothing is checked yet. Silence would be taken for "all is well", so it is kept only of what this reader has
 * set aside.
 */
export function lateUtterances(speech: LateSpeech, isSetAside: (concern: Concern) => boolean): readonly Utterance[] {
  const { context, earlier, options, today } = speech;
  if (options.reader.isPatient) return [];
  const visits = earlier === undefined ? [] : visitsAsked(earlier.decision, context, today);
  const [first] = visits;
  if (earlier === undefined || first === undefined) return [unchecked(context, options, today)];
  const asked = concernsAsked({ visits }, context);
  if (asked.length === 0) return [lastCheck(first, 'nothing to do', earlier, today)];
  const concerns = asked.filter((concern) => !isSetAside(concern));
  if (concerns.length === 0) return [];
  const decision = { ...earlier.decision, visits };
  const notes = [`From the check of ${earlier.madeAt}: the record could not be read in time. A new check is queued.`];
  const said = authorizationUtterances(decision, { ...earlier.options, concerns, undecided: [], notes });
  return said.length > 0 ? said : [lastCheck(first, 'not everything was settled', earlier, today)];
}

const concernsAsked = (decision: Pick<Decision, 'visits'>, { orders }: HookContext): readonly Concern[] =>
  concernsOf(decision).filter(
    ({ drug }) => orders === undefined || (drug !== undefined && orders.includes(drug.order)),
  );

/** The same visits, by reference; a draft by its day. Visits that are over say nothing about today. */
function visitsAsked({ visits }: Decision, { asked, orders, drafts }: HookContext, today: PlainDate) {
  const ahead = visits.filter(({ date }) => date >= today);
  if (orders !== undefined) return ahead.filter(({ drugs }) => drugs.some(({ order }) => orders.includes(order)));
  if (asked === undefined) return ahead;
  const days = new Set(drafts.flatMap(({ start }) => dayIn(start)));
  const names = new Set(asked.filter((reference) => !reference.includes('#')));
  return ahead.filter(({ appointment, date }) => names.has(appointment) || days.has(date));
}

function dayIn(start: unknown): readonly PlainDate[] {
  const parsed = typeof start === 'string' ? parsePlainDate(start.slice(0, 10)) : undefined;
  return parsed?.ok === true ? [parsed.value] : [];
}

function lastCheck(
  visit: VisitDecision,
  found: string,
  { madeAt, options }: EarlierDecision,
  today: PlainDate,
): Utterance {
  const summary = `Visit ${dayText(visit.date)}: ${found} when last checked, ${madeAt}. A new check is queued; keep slot.`;
  return lateCard(summary, 'The record could not be read in time.', 'authorization/last-check', options, today);
}

function unchecked({ drafts }: HookContext, options: CardOptions, today: PlainDate): Utterance {
  const [day] = drafts.flatMap(({ start }) => dayIn(start));
  const what = day === undefined ? 'Authorization' : `Visit ${dayText(day)}: authorization`;
  const summary = `${what} not checked yet, the record could not be read in time. The check is queued; keep slot.`;
  const detail = `The result will stand ${options.reader.seesStaffing ? 'on the worklist and ' : ''}behind the link.`;
  return lateCard(summary, detail, 'authorization/not-checked-yet', options, today);
}

function lateCard(summary: string, detail: string, rule: string, options: CardOptions, today: PlainDate): Utterance {
  const fact = `${rule} ${options.decisionId}`;
  return {
    topic: 'authorization',
    rule,
    fact,
    facts: fact,
    card: {
      uuid: options.uuid(),
      summary,
      detail: `${detail}\nAsked ${dateText(today)}.`,
      indicator: 'info',
      source: { label: 'ChairReady', topic: TOPICS.authorization },
      overrideReasons: OVERRIDE_REASONS,
      links: linksOf(options),
    },
  };
}
