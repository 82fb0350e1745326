/** The worklist: every case in the order of need, by mouse or by single keys, with a drawer beside it. */
import './worklist.css';
import { Button, Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import type { CaseCountsView, CaseRow } from '../../../api-contract/worklist.schema.ts';
import { WORKLIST_ROUTES } from '../../../api-contract/worklist.routes.ts';
import { Drawer } from '../../ui/drawer.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { countText, momentText } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { BriefPage } from './brief.page.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { CaseDrawer } from './case-drawer.tsx';
import { CaseTable } from './case-table.tsx';
import { TABS } from './case-words.ts';
import type { CaseForm } from './drawer-props.ts';
import type { ListChoices } from './list-choices.ts';
import { useListChoices } from './list-choices.ts';
import { ToldLine } from './told-line.tsx';
import { useKeys } from './use-keys.ts';
import type { Acts } from './use-worklist.ts';
import { useActs, useRows } from './use-worklist.ts';
import { WorklistBar } from './worklist-bar.tsx';

export const WorklistPage = (props: PageProps): ReactElement => (
  <Routes>
    <Route path="brief/:id" element={<BriefPage {...props} />} />
    <Route path="*" element={<ListPage {...props} />} />
  </Routes>
);

const ListPage = (props: PageProps): ReactElement => {
  const { api, onEnded } = props;
  const choices = useListChoices();
  const { query, rows } = useRows(props, choices);
  const acts = useActs(props);
  const client = useQueryClient();
  const searchField = useRef<HTMLInputElement>(null);
  const counts = useRoute({
    key: ['worklist-counts', choices.filters],
    fetch: () => api.call(WORKLIST_ROUTES.worklistCounts, { query: choices.filters }),
    onEnded,
    keepsEarlier: true,
  }).data;
  useEffect(() => {
    document.title = 'Worklist - ChairReady';
  }, []);
  const [keysOn, setKeysOn] = useState(true);
  const [isHelp, setHelp] = useState(false);
  const views = async (work: Promise<unknown>): Promise<void> => {
    await work;
    await client.invalidateQueries({ queryKey: ['worklist-counts'] });
  };
  const readAgain = (): void => {
    acts.forget();
    void query.refetch();
    void client.invalidateQueries({ queryKey: ['worklist-counts'] });
  };
  return (
    <main className="cr-page cr-worklist">
      <header className="cr-page-head">
        <h1>Worklist</h1>
        <p className="cr-small cr-grow" role="status">
          {query.isFetching ? 'Reading the worklist…' : readText(rows.length, counts, choices, query)}
        </p>
        <Button size="compact-sm" variant="default" loading={query.isFetching} onClick={readAgain}>
          Read again
        </Button>
      </header>
      <WorklistBar
        {...choices}
        counts={counts}
        role={props.session.user.role}
        searchField={searchField}
        keysOn={keysOn}
        onKeys={setKeysOn}
        onHelp={() => setHelp(true)}
        onKeep={(name) =>
          void views(
            api.call(WORKLIST_ROUTES.keepView, { body: { name, query: { ...choices.filters, tab: choices.tab } } }),
          )
        }
        onDrop={({ id }) => void views(api.call(WORKLIST_ROUTES.dropView, { params: { id } }))}
      />
      <ToldLine acts={acts} />
      {query.data === undefined && <NotYet isPending={query.isPending} problem={query.error} onRetry={readAgain} />}
      {query.data !== undefined && (
        <Cases
          {...props}
          {...{ rows, acts, counts, choices, searchField, readAgain, keysOn }}
          onHelp={() => setHelp(true)}
          timeZone={query.data.pages[0]?.timeZone}
          loadMore={query.fetchNextPage}
        />
      )}
      {isHelp && <KeyHelp onClose={() => setHelp(false)} />}
    </main>
  );
};

const NotYet = (props: {
  readonly isPending: boolean;
  readonly problem: unknown;
  readonly onRetry: () => void;
}): ReactElement =>
  props.isPending ? (
    <Skeleton height={320} />
  ) : (
    <PageProblem title="The worklist could not be read" problem={props.problem} onRetry={props.onRetry}>
      <p>No case is lost. Until it works again, go by your own list.</p>
    </PageProblem>
  );

function readText(
  shown: number,
  counts: CaseCountsView | undefined,
  { tab }: ListChoices,
  { dataUpdatedAt: at, data }: ReturnType<typeof useRows>['query'],
): string {
  const of = counts === undefined ? '' : ` of ${countText(counts.tabs[tab])}`;
  const read = at === 0 ? '' : `, read ${momentText(new Date(at).toISOString(), data?.pages[0]?.timeZone) ?? ''}`;
  return `${TABS[tab]}: ${countText(shown)}${of} cases, most pressing first${read}.`;
}

interface CasesProps extends PageProps {
  readonly rows: readonly CaseRow[];
  readonly acts: Acts;
  readonly counts: CaseCountsView | undefined;
  readonly choices: ListChoices & { readonly clear: () => void };
  readonly searchField: React.RefObject<HTMLInputElement | null>;
  readonly timeZone: string | undefined;
  readonly readAgain: () => void;
  readonly keysOn: boolean;
  readonly onHelp: () => void;
  readonly loadMore: () => Promise<unknown>;
}

/** A case to show, with the control to begin with. */
interface Opened {
  readonly row: CaseRow;
  readonly begin?: CaseForm;
}

const Cases = (props: CasesProps): ReactElement => {
  const { rows, acts, counts, choices, session, timeZone, searchField, keysOn, onHelp, loadMore } = props;
  const [cursor, setCursor] = useState(0);
  const [open, setOpen] = useState<Opened>();
  const [chosen, choose, chooseNone] = useChosen();
  const [now] = useState(() => Date.now());
  const onOpen = useCallback((row: CaseRow, begin?: CaseForm) => {
    setOpen({ row, ...(begin === undefined ? {} : { begin }) });
  }, []);
  const onTurn = (id: string): void => choose(id, !chosen.has(id));
  useListKeys({ rows, cursor, setCursor, acts, begin: onOpen, onTurn, searchField, onHelp }, keysOn);
  const onNearEnd = useCallback(() => void loadMore(), [loadMore]);
  const showsOdds = useMemo(() => rows.some(hasOdds), [rows]);
  const chosenRows = useMemo(() => rows.filter(({ id }) => chosen.has(id)), [rows, chosen]);
  return (
    <>
      <BulkBar acts={acts} rows={chosenRows} staff={counts?.staff ?? []} onNone={chooseNone} />
      {rows.length === 0 && <Nothing choices={choices} />}
      {rows.length > 0 && (
        <CaseTable
          {...{ rows, now, timeZone, cursor, chosen, showsOdds, onNearEnd, onOpen }}
          total={counts?.tabs[choices.tab]}
          today={session.today}
          onCursor={setCursor}
          onChoose={choose}
        />
      )}
      <OpenedCase {...props} open={open} onClose={() => setOpen(undefined)} />
    </>
  );
};

interface OpenedCaseProps extends CasesProps {
  readonly open: Opened | undefined;
  readonly onClose: () => void;
}

/** A case that has left the list meanwhile stays in its drawer. */
const OpenedCase = ({ open, ...props }: OpenedCaseProps): ReactElement | null => {
  if (open === undefined) return null;
  const row = props.rows.find(({ id }) => id === open.row.id) ?? open.row;
  return <CaseDrawer key={`${row.id} ${open.begin ?? ''}`} {...props} row={row} begin={open.begin} />;
};

function useChosen() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = useCallback((id: string, isChosen: boolean) => {
    setChosen((before) => {
      const next = new Set(before);
      if (isChosen) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  return [chosen, choose, () => setChosen(new Set())] as const;
}

const hasOdds = ({ likelihood, atRisk }: CaseRow): boolean => likelihood?.figures !== undefined || atRisk !== undefined;

interface ListKeys extends Pick<CasesProps, 'rows' | 'acts' | 'searchField'> {
  readonly cursor: number;
  readonly setCursor: (index: number) => void;
  readonly begin: (row: CaseRow, form?: CaseForm) => void;
  /** Chooses the case for what is done to many, or no longer. */
  readonly onTurn: (id: string) => void;
  readonly onHelp: () => void;
}

function useListKeys(keys: ListKeys, isOn: boolean): void {
  const { rows, cursor, setCursor, acts, begin, onTurn, searchField, onHelp } = keys;
  const at = rows[Math.min(cursor, rows.length - 1)];
  const step = (by: number) => (): void => setCursor(Math.max(0, Math.min(rows.length - 1, cursor + by)));
  const onCase = (work: (row: CaseRow) => void) => (): void => {
    if (at !== undefined) work(at);
  };
  const takeOrAssign = (row: CaseRow): void => {
    if (row.owner === undefined && row.closed === undefined) void acts.act(row, { do: 'take' }, 'Taken');
    else begin(row, 'assign');
  };
  useKeys(
    {
      j: step(1),
      k: step(-1),
      Enter: onCase((row) => begin(row)),
      a: onCase(takeOrAssign),
      s: onCase((row) => begin(row, 'snooze')),
      x: onCase(({ id }) => onTurn(id)),
      '/': () => searchField.current?.focus(),
      '?': onHelp,
    },
    isOn,
  );
}

const Nothing = ({ choices }: Pick<CasesProps, 'choices'>): ReactElement =>
  Object.keys(choices.filters).length > 0 ? (
    <EmptyState
      title="No case fits the filters"
      action={
        <Button size="compact-md" onClick={choices.clear}>
          Clear filters
        </Button>
      }
    >
      <p>There may be cases under “{TABS[choices.tab]}” without them.</p>
    </EmptyState>
  ) : (
    <EmptyState title={`No case under “${TABS[choices.tab]}”`}>
      <p>
        Cases open by themselves when a booked visit is at risk. An empty list means that nothing of what was evaluated
        calls for work; it says nothing of visits that were not evaluated.
      </p>
    </EmptyState>
  );

const KEYS: readonly (readonly [string, string])[] = [
  ['j, k', 'next case, case before'],
  ['Enter', 'open the case'],
  ['a', 'take it if nobody has it, else assign it'],
  ['s', 'snooze it'],
  ['x', 'choose it for what is done to many cases at once, or no longer'],
  ['/', 'search'],
  ['?', 'this help'],
  ['Escape', 'close the drawer'],
];

const KeyHelp = ({ onClose }: { readonly onClose: () => void }): ReactElement => (
  <Drawer title="Keys" onClose={onClose}>
    <dl className="cr-worklist-keys">
      {KEYS.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
    <p className="cr-muted">Every key has a button as well; “Single keys” above the list switches them off.</p>
  </Drawer>
);
