/** The words of the board: states as everywhere, and what is said of one visit in a line. */
import type { BoardState, BoardVisit } from '../../../api-contract/board.schema.ts';
import { clockText, longDay } from '../../ui/text.ts';
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
export const timeText = ({ start }: Pick<BoardVisit, 'start'>, timeZone: string): string =>
  (start === undefined ? undefined : clockText(start, timeZone)) ?? 'time unknown';

/** "Tue, Dec 15, 2026, 9:30 AM, Chair 2". */
export const whenAndWhere = (visit: BoardVisit, timeZone: string): string =>
  [longDay(visit.date), timeText(visit, timeZone), ...(visit.place === undefined ? [] : [visit.place])].join(', ');
