/** Fires the hook as soon as the visits are known, and again whenever they change. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { problemText } from '../api/api-problem.ts';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { BookingRequest, HookExchange } from '../../screens-api/screens.schema.ts';

export interface Advice {
  readonly exchange: HookExchange | undefined;
  readonly isAsking: boolean;
  readonly problem: string | undefined;
}

/** Long enough to type a second digit, too short to be noticed. */
const SETTLING = 250;

export function useAdvice(request: BookingRequest | undefined, onExchange: (exchange: HookExchange) => void): Advice {
  const api = useSandboxApi();
  const wanted = request === undefined ? '' : JSON.stringify(request);
  const [settled] = useDebouncedValue(wanted, SETTLING);
  const isSettled = settled === wanted && request !== undefined;
  const asked = useQuery({
    queryKey: ['advice', wanted],
    queryFn: async () => {
      if (request === undefined) throw new Error('asked without a request');
      const exchange = await api.askBeforeBooking(request);
      onExchange(exchange);
      return exchange;
    },
    enabled: isSettled,
    retry: false,
    staleTime: Infinity,
    // The same choice made again is asked again: the record may have changed in between.
    gcTime: 0,
  });
  return {
    exchange: request === undefined ? undefined : asked.data,
    isAsking: request !== undefined && asked.isPending,
    problem: asked.isError ? `The sandbox EHR could not ask: ${problemText(asked.error)}` : undefined,
  };
}
