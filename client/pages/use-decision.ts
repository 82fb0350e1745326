/** Fetches the decision to show, checks again on request, and tells when the session has ended. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DecisionView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { Api } from '../api/api-client.ts';
import { hasEnded } from '../api/api-problem.ts';

/** The decision that the card was made from, or one made now about the patient's next visits. */
export type DecisionSource = 'card' | 'next';

export interface OpenDecision {
  readonly decision: DecisionView | undefined;
  readonly isPending: boolean;
  /** Why there is nothing to show; null while there is, or may yet be. */
  readonly failure: Error | null;
  readonly retry: () => void;
  readonly refresh: (appointment: string | undefined) => void;
  readonly isRefreshing: boolean;
  /** How checking again goes; empty when the decision's own time says enough. */
  readonly progress: string;
}

interface Asked {
  readonly api: Api;
  readonly session: SessionView;
  readonly source: DecisionSource;
  readonly onEnded: () => void;
}

export function useDecision({ api, session, source, onEnded }: Asked): OpenDecision {
  const client = useQueryClient();
  const key = ['decision', source];
  const query = useQuery({ queryKey: key, queryFn: () => opened(api, session, source) });
  const refresh = useMutation({
    mutationFn: (appointment: string | undefined) => api.refreshVisits(appointment),
    onSuccess: (decision) => client.setQueryData(key, decision),
  });
  const ended = hasEnded(refresh.error) || hasEnded(query.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return {
    decision: query.data,
    isPending: query.isPending,
    failure: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
    refresh: (appointment) => refresh.mutate(isDraft(appointment) ? undefined : appointment),
    isRefreshing: refresh.isPending,
    progress: progressOf(refresh),
  };
}

const opened = (api: Api, session: SessionView, source: DecisionSource): Promise<DecisionView> =>
  source === 'card' && session.open.decision !== undefined
    ? api.decision(session.open.decision)
    : api.nextVisits(session.open.visit);

/** A draft that the EHR never stored, `Appointment/#1`, cannot be read again. */
const isDraft = (appointment: string | undefined): boolean => appointment?.includes('#') === true;

interface Refreshing {
  readonly isPending: boolean;
  readonly isError: boolean;
}

function progressOf({ isPending, isError }: Refreshing): string {
  if (isPending) return 'Reading the EHR again…';
  return isError ? 'Checking again did not work. This is the earlier answer.' : '';
}
