/** What is common to pages that show one answer: its head with the state of the fetch, and what stands in its place. */
import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { PageProblem } from '../ui/page-problem.tsx';

interface PageHeadProps<Value> {
  readonly title: string;
  readonly query: UseQueryResult<Value>;
  /** While it is fetched: "Reading the board…". */
  readonly fetching: string;
  /** How old the answer is, in words. */
  readonly fetched: (value: Value) => string;
  readonly again: string;
  /** Further controls, before the button. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export const PageHead = <Value,>(props: PageHeadProps<Value>): ReactElement => (
  <header className="cr-page-head">
    <h1>{props.title}</h1>
    <p className="cr-small cr-grow" role="status">
      {statusOf(props)}
    </p>
    {props.children}
    <span className="cr-page-actions">
      <Button
        size="compact-sm"
        variant="default"
        loading={props.query.isFetching}
        onClick={() => void props.query.refetch()}
      >
        {props.again}
      </Button>
      {props.actions}
    </span>
  </header>
);

function statusOf<Value>({ query, fetching, fetched }: PageHeadProps<Value>): string {
  if (query.isFetching) return fetching;
  return query.data === undefined ? '' : fetched(query.data);
}

interface FetchedProps<Value> {
  readonly query: UseQueryResult<Value>;
  readonly problem: string;
  /** What to do until it works again. */
  readonly meanwhile: string;
  /** Said above an earlier answer when a new one could not be had. */
  readonly earlier: (value: Value) => string;
  readonly children: (value: Value) => ReactNode;
}

/** An earlier answer stays, and is called earlier; without one, why there is none. */
export const Fetched = <Value,>({
  query,
  problem,
  meanwhile,
  earlier,
  children,
}: FetchedProps<Value>): ReactElement => {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <p className="cr-notice" role="alert">
            {earlier(query.data)}
          </p>
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.isPending) return <Skeleton height={320} />;
  return (
    <PageProblem title={problem} problem={query.error} onRetry={() => void query.refetch()}>
      <p>{meanwhile}</p>
    </PageProblem>
  );
};
