/** One visit in the grid of hours: its time as a bar, and over it who, what, when and its state. Opens the drawer. */
import { memo } from 'react';
import type { ReactElement } from 'react';
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import { Shape } from '../../ui/shape.tsx';
import { drugsOf } from './board-rows.ts';
import { BOARD_STATE, hoursText, isOld, MIXING, timeText } from './board-words.ts';
import type { Span } from './hours-layout.ts';
import { shareOf } from './hours-layout.ts';
import type { GridBlock } from './hours-rows.ts';

interface HoursBlockProps {
  readonly block: GridBlock;
  readonly axis: Span;
  readonly timeZone: string;
  /** The one block that Tab reaches; the arrow keys go to the others. */
  readonly isReached: boolean;
  readonly onOpen: (visit: BoardVisit) => void;
}

export const HoursBlock = memo(({ block, axis, timeZone, isReached, onOpen }: HoursBlockProps): ReactElement => {
  const { visit, room, marks } = block;
  const { tone, shape, word } = BOARD_STATE[visit.state];
  const start = timeText(visit, timeZone);
  const chair = visit.chair === undefined ? '' : `, ${visit.chair}`;
  return (
    <div role="gridcell" className="cr-hours-cell" style={placeOf(room, axis)}>
      <button
        type="button"
        className="cr-hours-block"
        data-visit={visit.appointment}
        tabIndex={isReached ? 0 : -1}
        aria-haspopup="dialog"
        onClick={() => onOpen(visit)}
      >
        <Bar block={block} />
        <span className="cr-hours-line cr-hours-name">
          <bdi>{visit.patient.name ?? 'Name not in the record'}</bdi>
        </span>
        <span className="cr-hours-line">{drugsOf(visit).join(', ')}</span>
        <span className="cr-hours-line">
          {start}
          <span className="cr-hidden">{`${hoursText(visit, timeZone).slice(start.length)}${chair}`}</span>
          {visit.mixing !== undefined && (
            <strong className="cr-hours-mark">, {MIXING[visit.mixing].toLowerCase()}</strong>
          )}
        </span>
        <span className={`cr-hours-line cr-hours-state cr-hours-word-${tone}`}>
          <Shape name={shape} size={12} /> {word}
        </span>
        {marks.map(({ text, lines }) => (
          <span key={text} className={`cr-hours-line cr-hours-mark${lines === 2 ? ' cr-hours-two' : ''}`}>
            {text}
          </span>
        ))}
      </button>
    </div>
  );
});
HoursBlock.displayName = 'HoursBlock';

/** As long as the visit, where the words of a short one need more room than its time. */
const Bar = ({ block: { visit, hours, room } }: Pick<HoursBlockProps, 'block'>): ReactElement => (
  <span
    className={[
      `cr-hours-bar cr-hours-${BOARD_STATE[visit.state].tone}`,
      ...(isOld(visit) ? ['cr-hours-old'] : []),
      ...(hours?.isAssumed === true ? ['cr-hours-assumed'] : []),
      ...(isShort(hours, room) ? ['cr-hours-short'] : []),
    ].join(' ')}
    style={placeOf(hours ?? room, room)}
  />
);

const isShort = (hours: Span | undefined, room: Span): boolean =>
  hours !== undefined && hours.until - hours.from < room.until - room.from;

const placeOf = (span: Span, whole: Span): { readonly left: string; readonly width: string } => {
  const { left, width } = shareOf(span, whole);
  return { left: percent(left), width: percent(width) };
};

const percent = (share: number): string => `${String(Math.round(share * 1e6) / 1e4)}%`;
