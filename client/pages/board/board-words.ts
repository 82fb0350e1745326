/** The words of the board: states as everywhere, and what is said of one visit in a line. */
import type { BoardState, BoardVisit } from '../../../api-contract/board.schema.ts';
import { clockText, dollarsText, longDay, momentText } from '../../ui/text.ts';
import type { Wording } from '../../ui/wording.ts';
import { NOT_EVALUATED, VISIT_STATE } from '../../ui/wording.ts';

export const BOARD_STATE: Readonly<Record<BoardState, Wording>> = { ...VISIT_STATE, 'not-evaluated': NOT_EVALUATED };

/** Gravest first. */
export const BOARD_STATES: readonly BoardState[] = [
  'action-needed',
  'cannot-tell',
  'not-evaluated',
  'waiting',
  'confirmed',
];

/** "9:30 AM", or that nobody knows. */
export const timeText = ({ start }: { readonly start?: string | undefined }, timeZone: string): string =>
  (start === undefined ? undefined : clockText(start, timeZone)) ?? 'time unknown';

/** "9 AM" of so many minutes after midnight. */
export const clockOfMinutes = (minutes: number): string =>
  `${String(((minutes / 60 + 11) % 12) + 1)} ${minutes % 1440 < 720 ? 'AM' : 'PM'}`;

/** "9:30 AM to 11:30 AM"; without an end in the record, the start alone. */
export function hoursText({ start, end }: Pick<BoardVisit, 'start' | 'end'>, timeZone: string): string {
  const until = start === undefined || end === undefined ? undefined : clockText(end, timeZone);
  return until === undefined ? timeText({ start }, timeZone) : `${timeText({ start }, timeZone)} to ${until}`;
}

/** "Tue, Dec 15, 2026, 9:30 AM to 11:30 AM, Chair 2, Infusion center". */
export const whenAndWhere = (visit: BoardVisit, timeZone: string): string =>
  [longDay(visit.date), hoursText(visit, timeZone), ...placesOf(visit)].join(', ');

/** A chair that is the place of the visit as well is named once. */
const placesOf = ({ chair, place }: BoardVisit): string[] =>
  [...new Set([chair, place])].filter((one) => one !== undefined);

export const isOld = ({ stale, notReadSince }: BoardVisit): boolean => stale || notReadSince !== undefined;

/** What is said of a visit beside its state, a few words each. */
export const marksOf = (visit: BoardVisit, timeZone: string): string[] => [
  ...(visit.mixing === undefined ? [] : [MIXING[visit.mixing]]),
  ...quietMarksOf(visit, timeZone),
];

/** Those of money and of age. */
export const quietMarksOf = (visit: BoardVisit, timeZone: string): string[] => [
  ...dollarMark(visit),
  ...(visit.notReadSince === undefined ? [] : ['Not read since']),
  ...ageMark(visit, timeZone),
];

export const MIXING = { 'not-mixed': 'Not mixed yet', mixed: 'Mixed' } as const;

/** What is confirmed is not at risk. */
function dollarMark({ atRisk, state }: BoardVisit): string[] {
  if (atRisk === undefined || state === 'confirmed') return [];
  return [atRisk === null ? 'Dollars not known' : `${dollarsText(atRisk)} at risk`];
}

function ageMark({ stale, evaluatedAt }: BoardVisit, timeZone: string): string[] {
  if (!stale || evaluatedAt === undefined) return [];
  return [`Old: evaluated ${momentText(evaluatedAt, timeZone) ?? evaluatedAt}`];
}
