/** The blocks of the board, of which only those near the window are drawn. Arrow keys move between them. */
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { memo, useMemo, useRef } from 'react';
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import { countText, dollarsText } from '../../ui/text.ts';
import { BoardBlock } from './board-block.tsx';
import type { BoardRow, Grouping } from './board-rows.ts';
import { dollarsOf, rowsOf } from './board-rows.ts';
import { BOARD_STATE, BOARD_STATES } from './board-words.ts';
import type { WindowRows } from './use-window-rows.ts';
import { offsetOf, useReached, useWindowRows } from './use-window-rows.ts';

interface BoardListProps {
  readonly visits: readonly BoardVisit[];
  readonly grouping: Grouping;
  readonly timeZone: string;
  readonly manyDays: boolean;
  readonly showsDollars: boolean;
  readonly onOpen: (visit: BoardVisit) => void;
}

const BLOCK_PIXELS = 232;
const GUESSED_ROW = 128;
const GUESSED_HEADING = 36;

export const BoardList = ({
  visits,
  grouping,
  timeZone,
  manyDays,
  showsDollars,
  onOpen,
}: BoardListProps): ReactElement => {
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  const columns = Math.max(1, Math.floor(width / BLOCK_PIXELS));
  const rows = useMemo(
    () => rowsOf(visits, { grouping, columns, timeZone, manyDays }),
    [visits, grouping, columns, timeZone, manyDays],
  );
  const positions = useMemo(() => new Map(visits.map((visit, at) => [visit, at + 1])), [visits]);
  const virtualizer = useWindowRows({ rows, place, heightOf });
  const { reached, onKeyDown } = useArrows({ rows, columns, virtualizer, place });
  return (
    <div ref={useMergedRef(sizeRef, place)} className="cr-board-list" onKeyDown={onKeyDown}>
      <div
        role="list"
        aria-label="Infusion visits"
        style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <div
              key={row.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              role="presentation"
              className="cr-board-row"
              style={{ transform: `translateY(${String(offsetOf(item, virtualizer))}px)` }}
            >
              {row.kind === 'heading' ? (
                <Heading row={row} showsDollars={showsDollars} />
              ) : (
                <Blocks {...{ row, columns, timeZone, onOpen, positions }} reached={reachedIn(row, reached)} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
};

/** Guessed: rows are measured once they are drawn. */
const heightOf = ({ kind }: BoardRow): number => (kind === 'heading' ? GUESSED_HEADING : GUESSED_ROW);

interface HeadingProps {
  readonly row: Extract<BoardRow, { kind: 'heading' }>;
  readonly showsDollars: boolean;
}

const Heading = memo(({ row, showsDollars }: HeadingProps): ReactElement => (
  <div role="listitem" className="cr-board-heading">
    <h2>{row.text}</h2>
    <span className="cr-muted">{summaryOf(row.visits, showsDollars)}</span>
  </div>
));
Heading.displayName = 'Heading';

/** "14 starts: 2 action needed, 12 confirmed". */
function summaryOf(visits: readonly BoardVisit[], showsDollars: boolean): string {
  const parts = BOARD_STATES.flatMap((state) => {
    const count = visits.filter((visit) => visit.state === state).length;
    return count === 0 ? [] : [`${String(count)} ${BOARD_STATE[state].word.toLowerCase()}`];
  });
  const { cents, unknown } = dollarsOf(visits);
  const dollars = cents > 0 ? ` · ${dollarsText((cents / 100).toFixed(2))} at risk` : '';
  const rest = unknown > 0 ? ` · dollars of ${countText(unknown)} not known` : '';
  return `${countText(visits.length)} ${visits.length === 1 ? 'start' : 'starts'}: ${parts.join(', ')}${showsDollars ? dollars + rest : ''}`;
}

interface BlocksProps extends Pick<BoardListProps, 'timeZone' | 'onOpen'> {
  readonly row: Extract<BoardRow, { kind: 'visits' }>;
  readonly columns: number;
  /** Where the row has the block that Tab reaches. */
  readonly reached: string | undefined;
  readonly positions: ReadonlyMap<BoardVisit, number>;
}

const reachedIn = ({ visits }: BoardRow, reached: string | undefined): string | undefined =>
  visits.some(({ appointment }) => appointment === reached) ? reached : undefined;

const Blocks = memo(({ row, columns, timeZone, onOpen, reached, positions }: BlocksProps): ReactElement => (
  <div className="cr-board-blocks" style={{ gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))` }}>
    {row.visits.map((visit) => (
      <div key={visit.appointment} role="listitem" aria-setsize={positions.size} aria-posinset={positions.get(visit)}>
        <BoardBlock {...{ visit, timeZone, onOpen }} isReached={visit.appointment === reached} />
      </div>
    ))}
  </div>
));
Blocks.displayName = 'Blocks';

interface Arrows {
  readonly rows: readonly BoardRow[];
  readonly columns: number;
  readonly virtualizer: WindowRows;
  readonly place: RefObject<HTMLDivElement | null>;
}

/** One block is reached by Tab; arrows, Home and End go from block to block, whether it is drawn yet or not. */
function useArrows({ rows, columns, virtualizer, place }: Arrows) {
  const order = useMemo(() => rows.flatMap((row) => (row.kind === 'visits' ? row.visits : [])), [rows]);
  const { reached, reach } = useReached(order, place);
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = order.findIndex(({ appointment }) => appointment === reached);
    const to = targetOf(event.key, from, columns, order.length);
    const visit = to === undefined ? undefined : order[to];
    if (visit === undefined) return;
    event.preventDefault();
    reach(visit.appointment);
    virtualizer.scrollToIndex(rows.findIndex((row) => row.kind === 'visits' && row.visits.includes(visit)));
  };
  return { reached, onKeyDown };
}

function targetOf(key: string, from: number, columns: number, count: number): number | undefined {
  const to = { ArrowRight: from + 1, ArrowLeft: from - 1, ArrowDown: from + columns, ArrowUp: from - columns }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}
