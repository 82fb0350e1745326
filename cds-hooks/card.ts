import type { Decision, VisitDecision } from '../domain/decision/decision.ts';
import type { Finding } from '../domain/decision/finding.ts';
import type { Holidays } from '../domain/kernel/business-calendar.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { dateText, dayText } from '../domain/kernel/plain-date.ts';
import { associationOf } from './associated-resources.ts';
import { detailText } from './card-detail.ts';
import type { Card } from './card-wire.ts';
import type { Concern } from './card-wording.ts';
import { allMissingText, drugText, factText, shortFactText, stepText, topicOf } from './card-wording.ts';
import { concernsOf } from './concerns.ts';
import type { HookContext } from './hook-service.ts';
import { OVERRIDE_REASONS } from './override-reasons.ts';
import type { CardReader } from './reader.ts';
import { routingSuggestion } from './routing-task.ts';
import { spokenConcerns } from './spoken-concerns.ts';
import { summaryText } from './summary.ts';
import { TOPICS } from './topics.ts';
import type { Utterance } from './utterance.ts';

export interface CardOptions {
  readonly decisionId: string;
  readonly context: HookContext;
  readonly reader: CardReader;
  /** Days on which the site's office is closed, besides week-ends. */
  readonly holidays: Holidays;
  readonly routing: 'link' | 'task' | 'both';
  /** The SMART launch address as registered with the EHR; what varies travels in `appContext`. */
  readonly launchUrl: string;
  /** Kinds of record that could not be read, in words; empty where everything was. */
  readonly notRead: readonly string[];
  /** Those of them that could turn what looks clear: without them silence would be taken for "all is well". */
  readonly undecided: readonly string[];
  readonly authoredOn: string;
  /** Further sentences of the moment for the detail. */
  readonly notes?: readonly string[];
  /** What may be spoken of; undefined means everything in the decision that is a concern. */
  readonly concerns?: readonly Concern[];
  /** A fresh lower-case UUID at each call. */
  readonly uuid: () => string;
}

/** The cards of `authorizationUtterances`, without what they rest on. */
export const authorizationCards = (decision: Decision, options: CardOptions): readonly Card[] =>
  authorizationUtterances(decision, options).map(({ card }) => card);

/**
 * At most one card: the gravest drug on its first uncovered day, with the count of the other uncovered visits.
 * Nothing is said where all is clear, nor to a patient.
 */
export function authorizationUtterances(decision: Decision, options: CardOptions): readonly Utterance[] {
  if (options.reader.isPatient) return [];
  const all = options.concerns ?? concernsOf(decision);
  const spoken = spokenConcerns(all, { ...options, today: decision.today });
  const [gravest, ...others] = spoken;
  if (gravest !== undefined) return [spokenCard({ gravest, others, all }, decision, options)];
  const [first] = decision.visits;
  if (first === undefined || options.undecided.length === 0) return [];
  return [
    partly(
      first,
      decision,
      options,
      all.some(({ finding }) => !isNote(finding)),
    ),
  ];
}

function spokenCard(spoken: Spoken, decision: Decision, options: CardOptions): Utterance {
  const { gravest, others } = spoken;
  const { context } = options;
  const facts = [gravest, ...others].map((concern) => factOf(concern, context.patientId, decision.today));
  return {
    card: cardOf(spoken, decision, options),
    topic: topicOf(gravest),
    rule: gravest.finding.rule,
    fact: facts[0] ?? '',
    facts: JSON.stringify([...facts, ...options.notRead]),
    concern: gravest,
    expectedBy: gravest.visit.likelihood?.nineInTenBy ?? gravest.visit.date,
  };
}

function partly(visit: VisitDecision, decision: Decision, options: CardOptions, hasMore: boolean): Utterance {
  const { context, undecided } = options;
  const dates = decision.visits.map(({ date }) => date);
  const fact = JSON.stringify(['partly', context.patientId, ...dates, ...undecided]);
  const card = partialCard(visit, decision, options, hasMore);
  return { card, topic: 'authorization', rule: 'authorization/not-fully-checked', fact, facts: fact };
}

/** One fact about one visit, for one patient: as long as this text stays the same, so does the fact. */
export const factOf = ({ visit, drug, finding }: Concern, patientId: string, today: PlainDate): string =>
  JSON.stringify([
    patientId,
    visit.appointment.includes('#') ? 'draft' : visit.appointment,
    visit.date,
    drug?.hcpcs ?? finding.about,
    finding.rule,
    finding.verdict,
    severityOf(finding),
    finding.sentence.replaceAll(COUNT_OF_DAYS, ''),
    visit.route.to,
    // A deadline that has passed is a change.
    visit.route.dueBy !== undefined && visit.route.dueBy < today,
  ]);

/** "(9 days left)", "(4 business days)", "61 days ago": a count goes on by itself, and one day more is no news. */
const COUNT_OF_DAYS = /\(\d+ (?:business )?days?(?: left)?\)|\b\d+ days ago\b/g;

const severityOf = (finding: Finding): string => ('severity' in finding ? (finding.severity ?? '') : '');

/** Nothing was found, but not everything was looked at: that is no all-clear, and it is said. */
function partialCard(visit: VisitDecision, decision: Decision, options: CardOptions, hasMore: boolean): Card {
  const questions = `What was read leaves questions${options.reader.seesStaffing ? ', which are on the worklist' : ''}`;
  const rest = hasMore ? questions : 'What was read shows nothing to do';
  const [one = '', ...more] = options.undecided;
  const kinds = more.length === 0 ? one : `${one} and ${String(more.length)} more`;
  return {
    uuid: options.uuid(),
    summary: `Visit ${dayText(visit.date)}: authorization not fully checked, ${kinds} could not be read. Keep slot.`,
    detail: `Not read: ${options.notRead.join(', ')}. ${rest}.\nEvaluated ${dateText(decision.today)}.`,
    indicator: 'info',
    source: { label: 'ChairReady', topic: TOPICS.authorization },
    overrideReasons: OVERRIDE_REASONS,
    links: linksOf(options),
  };
}

interface Spoken {
  readonly gravest: Concern;
  readonly others: readonly Concern[];
  /** With those that are no interruption to this reader: their visits are counted all the same. */
  readonly all: readonly Concern[];
}

function cardOf(spoken: Spoken, decision: Decision, options: CardOptions): Card {
  const { gravest } = spoken;
  const { reader, routing, notRead, notes = [] } = options;
  const routed = reader.seesStaffing && gravest.visit.route.to !== 'none';
  return {
    uuid: options.uuid(),
    summary: summaryOf(spoken, reader),
    detail: detailText({ ...spoken, decision, reader, notRead, notes: [...unbookedNote(gravest.visit), ...notes] }),
    indicator: gravest.finding.verdict === 'at-risk' ? 'warning' : 'info',
    source: { label: 'ChairReady', topic: TOPICS[topicOf(gravest)] },
    ...(routed && routing !== 'link'
      ? { suggestions: [suggestionOf(gravest, options)], selectionBehavior: 'any' }
      : {}),
    overrideReasons: OVERRIDE_REASONS,
    links: linksOf(options),
    ...associationOf([gravest, ...spoken.others], options.context),
  };
}

export const linksOf = ({ launchUrl, decisionId }: Pick<CardOptions, 'launchUrl' | 'decisionId'>): Card['links'] => [
  {
    label: 'Open in ChairReady',
    url: launchUrl,
    type: 'smart',
    appContext: JSON.stringify({ decision: decisionId }),
  },
];

const suggestionOf = (concern: Concern, { context, authoredOn, uuid }: CardOptions) =>
  routingSuggestion({ concern, context, authoredOn, uuid: uuid() });

/** An order that no visit is booked for is judged for its first day; so it is said. */
export const UNBOOKED = 'Appointment/#order-';

const isUnbooked = ({ appointment }: VisitDecision): boolean => appointment.startsWith(UNBOOKED);

const unbookedNote = (visit: VisitDecision): readonly string[] =>
  isUnbooked(visit)
    ? [`No visit is booked for this order yet; judged for a first dose on ${dateText(visit.date)}.`]
    : [];

function summaryOf({ gravest, others, all }: Spoken, reader: CardReader): string {
  const { route } = gravest.visit;
  const by = route.dueBy === undefined ? '' : ` by ${dayText(route.dueBy)}`;
  const step = stepText(gravest);
  const who =
    reader.seesStaffing && route.to !== 'none'
      ? `${route.to === 'eligibility' ? 'eligibility' : 'auth'} team must ${step}${by}`
      : `${step}${by}`;
  return summaryText({
    drug: drugText(gravest),
    facts: [allMissingText(gravest, others) ?? factText(gravest), shortFactText(gravest)],
    others: othersText(otherVisits(gravest, all)),
    steps: [who, `${step}${by}`],
    hasSlot: !isUnbooked(gravest.visit),
  });
}

/**
 * The other visits that are not covered or not known to be. Where the gravest finding looks ahead from a covered visit,
 * its own sentence tells which later ones are meant, and none is counted twice.
 */
function otherVisits(gravest: Concern, others: readonly Concern[]): readonly VisitDecision[] {
  if (isCovered(gravest.visit)) return [];
  const grave = others.filter(({ finding }) => !isNote(finding));
  const visits = grave.map(({ visit }) => visit).filter((visit) => visit.appointment !== gravest.visit.appointment);
  return [...new Map(visits.map((visit) => [visit.appointment, visit])).values()].filter((visit) => !isCovered(visit));
}

/** A note on what cannot be told is worth no card, nor a place in a count. */
const isNote = (finding: Finding): boolean => finding.verdict === 'cannot-tell' && finding.severity === 'info';

const isCovered = ({ drugs }: VisitDecision): boolean =>
  drugs.length > 0 && drugs.every(({ authorization: { state } }) => state === 'valid' || state === 'not-required');

const othersText = (visits: readonly VisitDecision[]): string =>
  visits.length === 0 ? '' : `+${String(visits.length)} more ${visits.length === 1 ? 'visit' : 'visits'}`;
