/** Rows of which only those near the window are drawn, and the one block of theirs that Tab reaches. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { VirtualItem, Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

export type WindowRows = Virtualizer<Window, Element>;
type Place = RefObject<HTMLDivElement | null>;

interface RowsAsked<Row> {
  readonly rows: readonly Row[];
  readonly place: Place;
  /** In pixels; guessed where rows are measured once they are drawn. */
  readonly heightOf: (row: Row) => number;
  /** What lies over the top of the window, in pixels. */
  readonly covered?: number;
}

export function useWindowRows<Row extends { readonly key: string }>(asked: RowsAsked<Row>): WindowRows {
  const { rows, place, heightOf, covered = 0 } = asked;
  const [top, setTop] = useState(0);
  useEffect(() => {
    const box = place.current?.getBoundingClientRect();
    if (box !== undefined) setTop(box.top + window.scrollY);
  }, [place, rows]);
  return useWindowVirtualizer({
    count: rows.length,
    // New functions would have every row placed anew at each step of scrolling.
    estimateSize: useCallback(
      (index: number) => {
        const row = rows[index];
        return row === undefined ? 0 : heightOf(row);
      },
      [rows, heightOf],
    ),
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    overscan: 3,
    scrollMargin: top,
    scrollPaddingStart: covered,
  });
}

export const offsetOf = (item: VirtualItem, { options }: WindowRows): number => item.start - options.scrollMargin;

interface Reach {
  /** The appointment of the one block that Tab reaches. */
  readonly reached: string | undefined;
  /** Has another reached, and gives it the focus as soon as it is drawn. */
  readonly reach: (appointment: string) => void;
}

/** `order` has the blocks as they are shown: the first is reached until another one is. */
export function useReached(order: readonly { readonly appointment: string }[], place: Place): Reach {
  const [at, setAt] = useState<string>();
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    const element = wanted.current === undefined ? null : blockIn(place.current, wanted.current);
    if (element === null) return;
    wanted.current = undefined;
    element.focus();
  });
  const reach = useCallback((appointment: string) => {
    wanted.current = appointment;
    setAt(appointment);
  }, []);
  return {
    reached: order.some(({ appointment }) => appointment === at) ? at : order[0]?.appointment,
    reach,
  };
}

const blockIn = (place: HTMLElement | null, appointment: string): HTMLElement | null =>
  place?.querySelector<HTMLElement>(`[data-visit="${CSS.escape(appointment)}"]`) ?? null;
