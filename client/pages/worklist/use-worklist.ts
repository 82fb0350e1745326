/** The rows of one tab under its filters, fetched page by page, and what is done to them with its undo. */
import type { InfiniteData } from '@tanstack/react-query';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { SUPERVISOR_ROUTES } from '../../../api-contract/supervisor.routes.ts';
import type { BulkAction, BulkDone, CaseAction, CaseList, CaseRow } from '../../../api-contract/worklist.schema.ts';
import { WORKLIST_ROUTES } from '../../../api-contract/worklist.routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import type { PageProps } from '../page.ts';
import type { ListChoices } from './list-choices.ts';

const PAGE = '200';

export function useRows({ api, onEnded }: PageProps, { tab, filters }: ListChoices) {
  const query = useInfiniteQuery({
    queryKey: ['worklist', tab, filters],
    queryFn: ({ pageParam }) =>
      api.call(WORKLIST_ROUTES.worklist, { query: { ...filters, tab, limit: PAGE, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: CaseList) => last.next,
  });
  const ended = hasEnded(query.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  return { query, rows };
}

/** What was done last: said in words, with the way back where there is one. */
export interface Told {
  readonly text: string;
  readonly undo?: string;
  readonly isProblem?: boolean;
}

export interface Acts {
  readonly told: Told | undefined;
  readonly isBusy: boolean;
  /** Resolves to whether it was done. */
  readonly act: (row: CaseRow, action: CaseAction, text: string) => Promise<boolean>;
  readonly actOnAll: (rows: readonly CaseRow[], action: BulkAction['action'], text: string) => Promise<void>;
  /** Gives the cases of somebody who is away to their cover. */
  readonly handOver: (absence: string) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly forget: () => void;
}

export function useActs({ api, onEnded }: Pick<PageProps, 'api' | 'onEnded'>): Acts {
  const put = usePut();
  const { told, setTold, isBusy, attempt } = useAttempt(onEnded);
  const tellMany = (answer: BulkDone, text: string): Told => {
    put([...answer.done, ...answer.notDone.flatMap(({ current }) => current ?? [])]);
    const left = answer.notDone.length === 0 ? '' : ` ${leftText(answer.notDone)}`;
    return {
      text: `${text}: ${String(answer.done.length)}.${left}`,
      ...(answer.undo === undefined ? {} : { undo: answer.undo }),
      isProblem: answer.done.length === 0,
    };
  };
  return {
    told,
    isBusy,
    act: (row, action, text) =>
      attempt(async () => {
        const body = { version: row.version, action };
        const changed = await api.call(WORKLIST_ROUTES.actOnCase, { params: { id: row.id }, body });
        put([changed.case]);
        return { text, ...(changed.undo === undefined ? {} : { undo: changed.undo }) };
      }),
    async actOnAll(rows, action, text) {
      const cases = rows.map(({ id, version }) => ({ id, version }));
      await attempt(async () =>
        tellMany(await api.call(WORKLIST_ROUTES.actOnCases, { body: { cases, action } }), text),
      );
    },
    async handOver(id) {
      await attempt(async () =>
        tellMany(await api.call(SUPERVISOR_ROUTES.handOver, { params: { id } }), 'Handed over'),
      );
    },
    async undo() {
      const { undo } = told ?? {};
      if (undo === undefined) return;
      await attempt(async () => tellMany(await api.call(WORKLIST_ROUTES.undoOnCases, { body: { undo } }), 'Undone'));
    },
    forget: () => setTold(undefined),
  };
}

/** Puts changed rows where they stand: nothing jumps under the hand until the list is read again. */
function usePut(): (rows: readonly CaseRow[]) => void {
  const client = useQueryClient();
  return useCallback(
    (rows) => {
      const byId = new Map(rows.map((row) => [row.id, row]));
      client.setQueriesData<InfiniteData<CaseList>>({ queryKey: ['worklist'] }, (data) =>
        data === undefined ? data : withRows(data, byId),
      );
      for (const key of ['worklist-counts', 'supervision']) void client.invalidateQueries({ queryKey: [key] });
      for (const { id } of rows) void client.invalidateQueries({ queryKey: ['case', id] });
    },
    [client],
  );
}

/** Does something once, says what came of it, and reads the case again where somebody else was faster. */
function useAttempt(onEnded: () => void) {
  const client = useQueryClient();
  const [told, setTold] = useState<Told>();
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<Told>): Promise<boolean> => {
    setBusy(true);
    try {
      const next = await work();
      setTold(next);
      return next.isProblem !== true;
    } catch (problem) {
      if (hasEnded(problem)) onEnded();
      if (problem instanceof ApiProblem && problem.code === 'conflict')
        for (const key of ['case', 'worklist']) void client.invalidateQueries({ queryKey: [key] });
      setTold({ text: refusalText(problem), isProblem: true });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { told, setTold, isBusy, attempt };
}

const withRows = (data: InfiniteData<CaseList>, byId: ReadonlyMap<string, CaseRow>): InfiniteData<CaseList> => ({
  ...data,
  pages: data.pages.map((page) => ({ ...page, items: page.items.map((row) => byId.get(row.id) ?? row) })),
});

const leftText = (notDone: BulkDone['notDone']): string =>
  `${String(notDone.length)} left as they are: ${[...new Set(notDone.map(({ why }) => why))].join(' ')}`;

/** The server's own sentence, where it has one for the person. */
function refusalText(problem: unknown): string {
  if (!(problem instanceof ApiProblem)) return 'Something went wrong on our side. Nothing was changed.';
  if (problem.code === 'no-connection') return 'ChairReady cannot be reached. Nothing was changed.';
  return problem.message;
}
