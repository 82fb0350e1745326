/** The schedule board: every infusion visit of a day or a week with its authorization state. */
import './board.css';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { BOARD_ROUTES } from '../../../api-contract/board.routes.ts';
import type { Board, BoardVisit } from '../../../api-contract/board.schema.ts';
import { boardState } from '../../../api-contract/board.schema.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { countText, momentText } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { BoardDrawer } from './board-drawer.tsx';
import type { Choices } from './board-filters.tsx';
import { BoardFilters, spanText } from './board-filters.tsx';
import { BoardList } from './board-list.tsx';
import { filtered, GROUPINGS } from './board-rows.ts';
import type { BoardSpan } from './board-span.ts';
import { spanOf } from './board-span.ts';
import { HoursGrid } from './hours-grid.tsx';
import { NotEvaluated } from './not-evaluated.tsx';

export const BoardPage = (props: PageProps): ReactElement => {
  const { api, session, onEnded } = props;
  const { choices, choose } = useChoices(session.today);
  const { from, to } = choices.span;
  const query = useRoute({
    key: ['board', from, to],
    fetch: () => api.call(BOARD_ROUTES.board, { query: { from, to } }),
    onEnded,
    keepsEarlier: true,
  });
  useEffect(() => {
    document.title = 'Schedule board - ChairReady';
  }, []);
  return (
    <main className="cr-page cr-board">
      <PageHead
        title={`Schedule board: ${spanText(choices.span)}`}
        query={query}
        fetching="Reading the board…"
        fetched={madeText}
        again="Read again"
      />
      <BoardFilters {...choices} visits={query.data?.visits ?? []} today={session.today} onChoose={choose} />
      <Fetched
        query={query}
        problem="The board could not be read"
        meanwhile="Nothing is known of these visits here. Verify their authorizations in your usual way."
        earlier={(board) => `Reading again did not work. This is an earlier board. ${madeText(board)}`}
      >
        {(board) => <Shown {...props} board={board} choices={choices} onClear={() => choose(NO_FILTER)} />}
      </Fetched>
    </main>
  );
};

const NO_FILTER = { state: '', payer: '', drug: '', site: '' };

/** Kept in the address, so that back and forward work and a page can be found again. */
function useChoices(today: string) {
  const [params, setParams] = useSearchParams();
  const choices = useMemo((): Choices => {
    const value = (name: string): string | undefined => params.get(name) ?? undefined;
    const state = boardState.safeParse(params.get('state'));
    return {
      span: spanOf(params.get('day'), params.get('span'), today),
      grouping: GROUPINGS.find((by) => by === params.get('by')) ?? 'time',
      filter: {
        state: state.success ? state.data : undefined,
        payer: value('payer'),
        drug: value('drug'),
        site: value('site'),
      },
    };
  }, [params, today]);
  const choose = (chosen: Readonly<Record<string, string>>): void => {
    setParams((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(chosen)) {
        if (value === '') next.delete(name);
        else next.set(name, value);
      }
      return next;
    });
  };
  return { choices, choose };
}

const madeText = ({ madeAt, timeZone, lastSweep }: Board): string => {
  const read = `Board of ${momentText(madeAt, timeZone) ?? madeAt}. `;
  if (lastSweep === undefined) return `${read}No sweep has read the schedule yet.`;
  return `${read}Schedule last swept ${momentText(lastSweep.finishedAt, timeZone) ?? lastSweep.finishedAt}.`;
};

interface ShownProps extends PageProps {
  readonly board: Board;
  readonly choices: Choices;
  readonly onClear: () => void;
}

const Shown = ({ board, choices, onClear, ...page }: ShownProps): ReactElement => {
  const [open, setOpen] = useState<BoardVisit>();
  const visits = useMemo(() => filtered(board.visits, choices.filter), [board.visits, choices.filter]);
  return (
    <>
      <NotEvaluated of={board.notEvaluated} timeZone={board.timeZone} />
      <NotSwept board={board} />
      <p className="cr-hidden" role="status">
        {countText(visits.length)} of {countText(board.visits.length)} visits shown
      </p>
      {board.visits.length === 0 && <NoVisits span={choices.span} />}
      {board.visits.length > 0 && visits.length === 0 && (
        <EmptyState
          title="No visit fits the filters"
          action={
            <Button size="compact-md" onClick={onClear}>
              Clear the filters
            </Button>
          }
        >
          <p>{countText(board.visits.length)} visits are booked in these days.</p>
        </EmptyState>
      )}
      {visits.length > 0 && <Visits board={board} visits={visits} choices={choices} onOpen={setOpen} />}
      {open !== undefined && (
        <BoardDrawer {...page} visit={open} timeZone={board.timeZone} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
};

interface VisitsProps extends Pick<ShownProps, 'board' | 'choices'> {
  readonly visits: readonly BoardVisit[];
  readonly onOpen: (visit: BoardVisit) => void;
}

/** Below it hours beside each other leave no room for words: chairs are headings of the list then. */
const NARROW = '(max-width: 48em)';

const Visits = ({ board, visits, choices: { grouping, span }, onOpen }: VisitsProps): ReactElement => {
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const { timeZone, showsDollars } = board;
  const manyDays = span.name === 'week';
  return grouping === 'chair' && !isNarrow ? (
    <HoursGrid {...{ visits, timeZone, manyDays, onOpen }} all={board.visits} />
  ) : (
    <BoardList {...{ visits, grouping, timeZone, manyDays, showsDollars, onOpen }} />
  );
};

/** Days that no sweep has read may hold visits that nobody has looked at. */
const NotSwept = ({ board: { lastSweep, from, to } }: { readonly board: Board }): ReactElement | null =>
  lastSweep !== undefined && lastSweep.from <= from && to <= lastSweep.to ? null : (
    <p className="cr-notice">
      The last sweep did not read all of these days. Visits that nobody opened since are not on this board, and not
      evaluated.
    </p>
  );

const NoVisits = ({ span }: { readonly span: BoardSpan }): ReactElement => (
  <EmptyState title="No infusion visit is known here">
    <p>
      {spanText(span)}: neither a sweep nor an opened chart has shown a booked visit. That is no statement that none is
      booked unless a sweep has read these days.
    </p>
  </EmptyState>
);
