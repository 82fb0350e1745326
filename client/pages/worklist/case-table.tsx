/** The table of cases, of which only the rows near the window are drawn; a real table to a screen reader. */
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import type { CaseRow } from '../../../api-contract/worklist.schema.ts';
import { Term } from '../../ui/term.tsx';
import { CaseCells } from './case-cells.tsx';

export interface CaseTableProps {
  readonly rows: readonly CaseRow[];
  readonly total: number | undefined;
  readonly today: string;
  readonly now: number;
  readonly timeZone: string | undefined;
  readonly showsOdds: boolean;
  readonly cursor: number;
  readonly chosen: ReadonlySet<string>;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (row: CaseRow) => void;
  readonly onChoose: (id: string, isChosen: boolean) => void;
  readonly onNearEnd: () => void;
}

/** Two lines, as the style sheet has it: rows of one height need not be measured, which is half the cost of a row. */
const ROW_REMS = 2.875;
/** Below it rows are laid out as sheets of their own heights. */
const NARROW = '(max-width: 48em)';

export const CaseTable = (props: CaseTableProps): ReactElement => {
  const { rows, total, today, now, timeZone, showsOdds, cursor, chosen, onCursor, onOpen, onChoose } = props;
  const place = useRef<HTMLDivElement>(null);
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: useRowPixels(),
    // A new function would have every row of the list placed anew at each step of scrolling.
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
    overscan: 3,
  });
  const items = virtualizer.getVirtualItems();
  useEndOfRows(items.at(-1)?.index, props);
  useCursor(place, cursor, (index) => virtualizer.scrollToIndex(index, { align: 'auto' }));
  const [above, below] = [items[0]?.start ?? 0, virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)];
  return (
    <div ref={place} className="cr-worklist-place" tabIndex={0} role="region" aria-label="Cases, scrollable">
      <table className="cr-worklist-table" aria-label="Cases" aria-rowcount={(total ?? rows.length) + 1}>
        <Head showsOdds={showsOdds} />
        <tbody>
          <Spacer height={above} />
          {items.map(({ index, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <tr
                key={key}
                ref={isNarrow ? virtualizer.measureElement : undefined}
                data-index={index}
                aria-rowindex={index + 2}
                tabIndex={index === cursor ? 0 : -1}
                className={index === cursor ? 'cr-worklist-row cr-worklist-at' : 'cr-worklist-row'}
                onFocus={() => onCursor(index)}
                onDoubleClick={() => onOpen(row)}
              >
                <CaseCells
                  {...{ row, today, now, timeZone, showsOdds, onOpen, onChoose }}
                  isChosen={chosen.has(row.id)}
                />
              </tr>
            );
          })}
          <Spacer height={below} />
        </tbody>
      </table>
    </div>
  );
};

/** A reader's larger text makes higher rows. Asked once: it is slow, and every row of the list is asked for its height. */
function useRowPixels(): () => number {
  const [pixels] = useState(() => ROW_REMS * parseFloat(getComputedStyle(document.documentElement).fontSize));
  return useCallback(() => pixels, [pixels]);
}

const Head = ({ showsOdds }: { readonly showsOdds: boolean }): ReactElement => (
  <thead>
    <tr aria-rowindex={1}>
      <th scope="col" className="cr-worklist-check">
        <span className="cr-hidden">Chosen</span>
      </th>
      <th scope="col" className="cr-worklist-day">
        Infusion
      </th>
      <th scope="col" className="cr-worklist-name">
        Patient
      </th>
      <th scope="col" className="cr-worklist-drug">
        Drug, <Term of="HCPCS" />, payer
      </th>
      <th scope="col" className="cr-worklist-window">
        Authorization
      </th>
      {showsOdds && (
        <th scope="col" className="cr-number cr-worklist-odds">
          <Term of="cleared by the visit">Clear by then</Term>, <Term of="dollars at risk">at risk</Term>
        </th>
      )}
      <th scope="col">Next action, missing</th>
      <th scope="col" className="cr-worklist-owner">
        Owner
      </th>
      <th scope="col" className="cr-worklist-due">
        Due
      </th>
    </tr>
  </thead>
);

/** Stands for the rows that are not drawn. */
const Spacer = ({ height }: { readonly height: number }): ReactElement | null =>
  height <= 0 ? null : (
    <tr aria-hidden="true" className="cr-worklist-spacer">
      <td style={{ height }} colSpan={9} />
    </tr>
  );

function useEndOfRows(last: number | undefined, { rows, onNearEnd }: CaseTableProps): void {
  const isNear = last !== undefined && last >= rows.length - 40;
  useEffect(() => {
    if (isNear) onNearEnd();
  }, [isNear, onNearEnd, rows.length]);
}

/** The focus follows the cursor once its row is drawn, if the focus was in the table. */
function useCursor(place: RefObject<HTMLDivElement | null>, cursor: number, scrollTo: (index: number) => void): void {
  const before = useRef(cursor);
  useEffect(() => {
    if (before.current === cursor) return;
    before.current = cursor;
    scrollTo(cursor);
    requestAnimationFrame(() => {
      place.current?.querySelector<HTMLElement>(`tr[data-index="${String(cursor)}"]`)?.focus({ preventScroll: true });
    });
  });
}
