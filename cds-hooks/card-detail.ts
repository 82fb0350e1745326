import type { Decision, VisitDecision } from '../domain/decision/decision.ts';
import { dateText, dayText } from '../domain/kernel/plain-date.ts';
import type { Concern } from './card-wording.ts';
import { stepText } from './card-wording.ts';
import type { CardReader } from './reader.ts';
import { TEAM } from './routing-task.ts';

export interface DetailFacts {
  readonly gravest: Concern;
  readonly others: readonly Concern[];
  readonly decision: Pick<Decision, 'today'>;
  readonly reader: CardReader;
  readonly notRead: readonly string[];
  /** Further sentences of the moment: when the decision was made, which order has no visit. */
  readonly notes: readonly string[];
}

const MOST_LINES = 8;

/** Plain lines that read well unrendered: what was found and by which source, the next step, who has it, and when it was looked at. */
export function detailText({ gravest, others, decision, reader, notRead, notes }: DetailFacts): string {
  const said = saidOnce([gravest, ...others]);
  const shown = said.slice(0, MOST_LINES);
  const hidden = said.length - shown.length;
  return [
    ...shown.map(findingLine),
    ...(hidden > 0 ? [`- and ${String(hidden)} more, behind the link`] : []),
    '',
    ...nextLines(gravest, reader),
    ...notes,
    ...(notRead.length > 0 ? [`Not read: ${notRead.join(', ')}.`] : []),
    `Evaluated ${dateText(decision.today)}.`,
  ].join('\n');
}

/** One sentence, with the further visits of which the same is true. */
interface Said {
  readonly concern: Concern;
  readonly alsoOn: readonly VisitDecision[];
}

/**
 * The gravest visit's sentences first. What is true of a later visit word for word, but for its day, is not said again;
 * nor is what an earlier visit says of the one that it looks ahead to.
 */
function saidOnce(concerns: readonly Concern[]): readonly Said[] {
  const [gravest] = concerns;
  const isGravestVisit = ({ visit }: Concern): boolean => visit.appointment === gravest?.visit.appointment;
  const inOrder = [...concerns.filter(isGravestVisit), ...concerns.filter((concern) => !isGravestVisit(concern))];
  const said = new Map<string, Said>();
  for (const concern of inOrder) {
    const key = withoutDay(concern);
    const earlier = said.get(key);
    const isSameVisit = earlier?.concern.visit.appointment === concern.visit.appointment;
    if (earlier === undefined) said.set(key, { concern, alsoOn: [] });
    else if (!isSameVisit) said.set(key, { ...earlier, alsoOn: [...earlier.alsoOn, concern.visit] });
  }
  return [...said.values()].filter(isFirstToSayIt);
}

const isFirstToSayIt = ({ concern: { finding } }: Said, place: number, all: readonly Said[]): boolean =>
  all.findIndex(({ concern }) => concern.finding.sentence === finding.sentence) === place;

const withoutDay = ({ visit, finding }: Concern): string =>
  `${finding.rule} ${finding.sentence.replaceAll(dayText(visit.date), 'that day')}`;

function findingLine({ concern: { visit, finding }, alsoOn }: Said): string {
  const { document, section } = finding.source;
  const missing = finding.verdict === 'cannot-tell' ? ` Missing: ${finding.missing.join(', ')}.` : '';
  const source = section === undefined ? document : `${document}, ${section}`;
  const day = dayText(visit.date);
  // Some sentences begin with the visit themselves.
  const prefix = finding.sentence.startsWith(`Visit ${day}`) ? '' : `${day}: `;
  return `- ${prefix}${finding.sentence}${missing} (${source})${alsoText(alsoOn)}`;
}

const MOST_DAYS = 3;

function alsoText(visits: readonly VisitDecision[]): string {
  if (visits.length === 0) return '';
  const dates = visits.map(({ date }) => date).sort();
  const days = dates.slice(0, MOST_DAYS).map(dayText);
  const rest = visits.length - days.length;
  return `; the same for ${days.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
}

function nextLines({ visit, finding, drug }: Concern, { seesStaffing }: CardReader): readonly string[] {
  const { route } = visit;
  const due = route.dueBy === undefined ? '' : ` by ${dateText(route.dueBy)}`;
  const step = `Next step: ${stepText({ visit, finding, drug })}${due}.${visit.appointment.includes('#order') ? '' : ' Keep the slot.'}`;
  if (!seesStaffing || route.to === 'none') return [step];
  return [step, worklistLine(route), ...answerLine(visit)];
}

/** The worklist by its name, and for who is on the phone and knows none, that somebody has the case. */
function worklistLine({ to, dueBy }: VisitDecision['route']): string {
  const due = dueBy === undefined ? '' : `, due ${dayText(dueBy)}`;
  return `On worklist: ${to}${due} (the ${TEAM[to]} has it).`;
}

/** Words and a day, never a chance in figures. */
const answerLine = ({ likelihood }: VisitDecision): readonly string[] =>
  likelihood?.nineInTenBy === undefined
    ? []
    : [`Estimate: answers of this kind have mostly come by ${dayText(likelihood.nineInTenBy)}.`];
