/** One moment of the care on the screen: what ChairReady says to it, and carrying it out. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { MomentWish } from '../../screens-api/moments.schema.ts';
import type { HookExchange } from '../../screens-api/screens.schema.ts';
import type { Advice } from './use-advice.ts';
import { useAdvice } from './use-advice.ts';

export function useMoment(
  request: MomentWish | undefined,
  onExchange: (exchange: HookExchange) => void,
): { readonly advice: Advice; readonly deed: ReturnType<typeof useDeed> } {
  const api = useSandboxApi();
  const advice = useAdvice(
    request === undefined
      ? undefined
      : { key: JSON.stringify(request), ask: () => api.askAtMoment(request), keeps: true },
    onExchange,
  );
  return { advice, deed: useDeed() };
}

function useDeed() {
  const api = useSandboxApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (request: MomentWish) => api.carryOut(request),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['patient'] }),
  });
}

/** Signing fires its own hook first; where nobody has anything to say, the orders are signed at once. */
export function useSigning(onExchange: (exchange: HookExchange) => void, onSilence: (request: MomentWish) => void) {
  const api = useSandboxApi();
  return useMutation({
    mutationFn: (request: MomentWish) => api.askAtMoment(request),
    onSuccess: (exchange, request) => {
      onExchange(exchange);
      if (exchange.failure === null && exchange.cards.length === 0) onSilence(request);
    },
  });
}
