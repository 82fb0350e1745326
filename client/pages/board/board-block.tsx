/** One visit on the board: who, when, what, and its state as shape, word and color. Opens the drawer. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { drugsOf, payerOf } from './board-rows.ts';
import { BOARD_STATE, hoursText, isOld, marksOf } from './board-words.ts';

interface BlockProps {
  readonly visit: BoardVisit;
  readonly timeZone: string;
  /** The one block that Tab reaches; the arrow keys go to the others. */
  readonly isReached: boolean;
  readonly onOpen: (visit: BoardVisit) => void;
}

/** Drawn again only where something of it is otherwise: scrolling draws new blocks, not the ones in sight. */
export const BoardBlock = memo(({ visit, timeZone, isReached, onOpen }: BlockProps): ReactElement => {
  const where = visit.chair ?? visit.place;
  return (
    <button
      type="button"
      className={`cr-board-block cr-board-${BOARD_STATE[visit.state].tone}${isOld(visit) ? ' cr-board-old' : ''}`}
      data-visit={visit.appointment}
      tabIndex={isReached ? 0 : -1}
      aria-haspopup="dialog"
      onClick={() => onOpen(visit)}
    >
      <span className="cr-board-line">
        <strong>{hoursText(visit, timeZone)}</strong>
        <StateBadge state={BOARD_STATE[visit.state]} />
      </span>
      <bdi className="cr-board-name">{visit.patient.name ?? 'Name not in the record'}</bdi>
      <span>{drugsOf(visit).join(', ')}</span>
      <span className="cr-muted">
        {payerOf(visit)}
        {where !== undefined && ` · ${where}`}
      </span>
      <Marks visit={visit} timeZone={timeZone} />
    </button>
  );
});
BoardBlock.displayName = 'BoardBlock';

const Marks = ({ visit, timeZone }: Pick<BlockProps, 'visit' | 'timeZone'>): ReactElement | null => {
  const marks = marksOf(visit, timeZone);
  return marks.length === 0 ? null : (
    <span className="cr-board-marks">
      {marks.map((mark) => (
        <span key={mark}>{mark}</span>
      ))}
    </span>
  );
};
