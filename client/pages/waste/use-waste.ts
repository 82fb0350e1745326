/** Fetches and changes of the charting page; every change makes what was fetched stale. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasEnded } from '../../api/api-problem.ts';

/** One change of the server's state; afterwards all of charting is fetched anew. */
export function useChange<Input, Output>(
  send: (input: Input) => Promise<Output>,
  onEnded: () => void,
): UseMutationResult<Output, Error, Input> {
  const client = useQueryClient();
  const change = useMutation<Output, Error, Input>({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: ['waste'] }),
  });
  const ended = hasEnded(change.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return change;
}
