/** Fetches what a page shows, and tells the app when the session has ended. */
import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasEnded } from '../api/api-problem.ts';

interface Fetching<Value> {
  readonly key: readonly unknown[];
  readonly fetch: () => Promise<Value>;
  readonly onEnded: () => void;
  /** Earlier values stay in sight while the next ones are fetched. */
  readonly keepsEarlier?: boolean;
  /** Whether the answer says that more is on its way: then it is fetched again until it no longer does. */
  readonly isUnderWay?: (value: Value) => boolean;
}

const AGAIN_MS = 5000;

export function useRoute<Value>({
  key,
  fetch,
  onEnded,
  keepsEarlier,
  isUnderWay,
}: Fetching<Value>): UseQueryResult<Value> {
  const query = useQuery<Value>({
    queryKey: key,
    queryFn: fetch,
    refetchInterval: ({ state: { data } }: { readonly state: { readonly data: Value | undefined } }) =>
      data !== undefined && isUnderWay?.(data) === true ? AGAIN_MS : false,
    ...(keepsEarlier === true ? { placeholderData: (earlier: Value | undefined) => earlier } : {}),
  } as Parameters<typeof useQuery<Value>>[0]);
  const ended = hasEnded(query.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return query;
}
