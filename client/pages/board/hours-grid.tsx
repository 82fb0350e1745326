/** The board as a grid of hours: a line for each chair, its visits from their start to their end. Arrow keys move in it. */
import './hours.css';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { memo, useCallback, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, ReactElement, RefObject } from 'react';
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import { clockOfMinutes } from './board-words.ts';
import { HoursBlock } from './hours-block.tsx';
import { hoursOf } from './hours-layout.ts';
import type { Clocked, GridRow, Lane } from './hours-rows.ts';
import { clockedBoard, gridRows, perHour } from './hours-rows.ts';
import { stepFrom } from './hours-steps.ts';
import type { WindowRows } from './use-window-rows.ts';
import { offsetOf, useReached, useWindowRows } from './use-window-rows.ts';

interface HoursGridProps {
  /** All of the board, by which overlaps and hours are told. */
  readonly all: readonly BoardVisit[];
  /** Those that the filters leave. */
  readonly visits: readonly BoardVisit[];
  readonly timeZone: string;
  readonly manyDays: boolean;
  readonly onOpen: (visit: BoardVisit) => void;
}

/** As the style sheet has them: heights that are known need not be measured. */
const REMS = { head: 7.5, words: 9.75, line: 0.9375, lanePad: 0.625, day: 2, axis: 2.5 };

export const HoursGrid = ({ all, visits, timeZone, manyDays, onOpen }: HoursGridProps): ReactElement => {
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  const rem = useRem();
  const board = useMemo(() => clockedBoard(all, timeZone), [all, timeZone]);
  const least = leastMinutes(width - REMS.head * rem, REMS.words * rem, board);
  const rows = useMemo(
    () => (width === 0 ? [] : gridRows(visits, { ...board, manyDays, least })),
    [visits, board, manyDays, least, width],
  );
  const heightOf = useCallback((row: GridRow) => remsOf(row) * rem, [rem]);
  const virtualizer = useWindowRows({ rows, place, heightOf, covered: REMS.axis * rem });
  const { reached, onKeyDown } = useArrows(rows, virtualizer, place);
  const hours = hoursOf(board.axis).length;
  return (
    <div ref={useMergedRef(sizeRef, place)} className="cr-hours" style={{ '--cr-hours': hours } as CSSProperties}>
      <Axis visits={visits} board={board} counted={manyDays ? 'Visits, all days' : 'Visits each hour'} />
      <div
        role="grid"
        aria-label="Infusion visits by chair and hour"
        aria-rowcount={rows.length}
        aria-readonly="true"
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="cr-hours-rows" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            const style = { height: item.size, transform: `translateY(${String(offsetOf(item, virtualizer))}px)` };
            return row === undefined ? null : (
              <div key={row.key} role="row" aria-rowindex={item.index + 1} className={classOf(row)} style={style}>
                <RowCells {...{ row, board, onOpen }} reached={reachedIn(row, reached)} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
};

/** A reader's larger text makes higher lines and wider words. */
function useRem(): number {
  const [rem] = useState(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  return rem;
}

/** How much time has the width of a block's words. */
function leastMinutes(pixels: number, words: number, { axis }: Clocked): number {
  const minutes = axis.until - axis.from;
  return pixels <= words ? minutes : Math.ceil((words / pixels) * minutes);
}

const remsOf = (row: GridRow): number => (row.kind === 'day' ? REMS.day : row.lines * REMS.line + REMS.lanePad);

const classOf = (row: GridRow): string =>
  `cr-hours-row${row.kind === 'day' ? ' cr-hours-day' : row.isFirst ? ' cr-hours-first' : ''}`;

const reachedIn = (row: GridRow, reached: string | undefined): string | undefined =>
  row.kind === 'lane' && row.blocks.some(({ visit }) => visit.appointment === reached) ? reached : undefined;

interface RowCellsProps {
  readonly row: GridRow;
  readonly board: Clocked;
  readonly reached: string | undefined;
  readonly onOpen: (visit: BoardVisit) => void;
}

/** Drawn again only where something of it is otherwise: scrolling draws new lines, not the ones in sight. */
const RowCells = memo(({ row, board, reached, onOpen }: RowCellsProps): ReactElement => {
  if (row.kind === 'day') return <h2 role="rowheader">{row.text}</h2>;
  return (
    <>
      <LaneHead lane={row} />
      <div role="presentation" className="cr-hours-track">
        {row.blocks.map((block) => (
          <HoursBlock
            key={block.visit.appointment}
            {...{ block, onOpen, axis: board.axis, timeZone: board.timeZone }}
            isReached={block.visit.appointment === reached}
          />
        ))}
      </div>
    </>
  );
});
RowCells.displayName = 'RowCells';

/** Said once of a chair, and to a screen reader at each of its lines. */
const LaneHead = ({ lane: { head, isFirst } }: { readonly lane: Lane }): ReactElement => (
  <div role="rowheader" className="cr-hours-head">
    {isFirst ? (
      <>
        <strong>{head.chair}</strong>
        {head.site !== undefined && <span className="cr-hours-line cr-muted">{head.site}</span>}
        <span className="cr-hours-line cr-muted">{head.count}</span>
      </>
    ) : (
      <span className="cr-hidden">
        {[head.chair, head.site].filter((text) => text !== undefined).join(', ')}, further down
      </span>
    )}
  </div>
);

interface AxisProps {
  readonly visits: readonly BoardVisit[];
  readonly board: Clocked;
  /** What its numbers are. */
  readonly counted: string;
}

/** Stays at the top of the window while the chairs are scrolled. */
const Axis = ({ visits, board, counted }: AxisProps): ReactElement => {
  const counts = useMemo(() => perHour(visits, board), [visits, board]);
  return (
    <div className="cr-hours-axis">
      <span aria-hidden="true" className="cr-hours-corner cr-muted">
        {counted}
      </span>
      <ol aria-label={counted}>
        {counts.map(({ from, count }) => (
          <li key={from}>
            <strong>{clockOfMinutes(from)}</strong>{' '}
            <span className="cr-muted">
              {count}
              <span className="cr-hidden"> {count === 1 ? 'visit' : 'visits'}</span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
};

/** One block is reached by Tab; arrows, Home and End go from block to block, whether it is drawn yet or not. */
function useArrows(rows: readonly GridRow[], virtualizer: WindowRows, place: RefObject<HTMLDivElement | null>) {
  const order = useMemo(
    () => rows.flatMap((row) => (row.kind === 'lane' ? row.blocks.map(({ visit }) => visit) : [])),
    [rows],
  );
  const { reached, reach } = useReached(order, place);
  const onKeyDown = (event: KeyboardEvent): void => {
    const block = stepFrom(event.key, event.ctrlKey, reached, rows);
    if (block === undefined) return;
    event.preventDefault();
    reach(block.visit.appointment);
    virtualizer.scrollToIndex(rows.findIndex((row) => row.kind === 'lane' && row.blocks.includes(block)));
  };
  return { reached, onKeyDown };
}
