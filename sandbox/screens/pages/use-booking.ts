/** Storing what was chosen: a booking, or a booked visit at its new place. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { BookingRequest, Visit } from '../../screens-api/screens.schema.ts';
import type { Slot } from '../view/booking-draft.ts';

export function useBooking(onBooked: () => void) {
  const api = useSandboxApi();
  const renewed = useRenewedCharts();
  return useMutation({
    mutationFn: (request: BookingRequest) => api.book(request),
    onSuccess: async () => {
      onBooked();
      await renewed();
    },
  });
}

export function useMove(onMoved: () => void) {
  const api = useSandboxApi();
  const renewed = useRenewedCharts();
  return useMutation({
    mutationFn: ({ visit, slot }: { readonly visit: string; readonly slot: Slot }): Promise<Visit> =>
      api.move(visit, { start: slot.start, chair: slot.chair }),
    onSuccess: async () => {
      onMoved();
      await renewed();
    },
  });
}

function useRenewedCharts(): () => Promise<unknown> {
  const cache = useQueryClient();
  const stale = ['patient', 'slots', 'schedule'];
  return () => cache.invalidateQueries({ predicate: ({ queryKey }) => stale.includes(String(queryKey[0])) });
}
