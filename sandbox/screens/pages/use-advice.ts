/** Fires a hook as soon as its question is whole, and again whenever the question changes. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { problemText } from '../api/api-problem.ts';
import type { HookExchange } from '../../screens-api/screens.schema.ts';

export interface Question {
  /** The same for the same question; a change of it asks again. */
  readonly key: string;
  readonly ask: () => Promise<HookExchange>;
  /** Who leaves this screen and comes back finds the cards still there, as nothing is said twice. */
  readonly keeps?: boolean;
}

export interface Advice {
  readonly exchange: HookExchange | undefined;
  readonly isAsking: boolean;
  readonly problem: string | undefined;
}

/** Long enough to type a second digit, too short to be noticed. */
const SETTLING = 250;
/** Ten minutes. */
const KEPT = 600_000;

export function useAdvice(question: Question | undefined, onExchange: (exchange: HookExchange) => void): Advice {
  const wanted = question?.key ?? '';
  const [settled] = useDebouncedValue(wanted, SETTLING);
  const asked = useQuery({
    queryKey: ['advice', wanted],
    queryFn: async () => {
      if (question === undefined) throw new Error('asked without a question');
      const exchange = await question.ask();
      onExchange(exchange);
      return exchange;
    },
    enabled: settled === wanted && question !== undefined,
    retry: false,
    staleTime: Infinity,
    // The same choice made again is asked again: the record may have changed in between.
    gcTime: keptFor(question),
  });
  return {
    exchange: question === undefined ? undefined : asked.data,
    isAsking: question !== undefined && asked.isPending,
    problem: asked.isError ? `The sandbox EHR could not ask: ${problemText(asked.error)}` : undefined,
  };
}

const keptFor = (question: Question | undefined): number => (question?.keeps === true ? KEPT : 0);
