/** One hook call in words, for the advice beside the booking form and for the panel behind the scenes. */
import { z } from 'zod';
import type { HookExchange } from '../../screens-api/screens.schema.ts';

/** `infusion-booking: status 200 in 43.1 ms, 1 card` */
export function exchangeLine({ service, status, milliseconds, cards, failure }: HookExchange): string {
  const answer = status === null ? 'no answer' : `status ${status}`;
  return `${service}: ${answer} in ${milliseconds} ms, ${failure === null ? cardCount(cards.length) : 'not usable'}`;
}

export const cardCount = (count: number): string => (count === 1 ? '1 card' : `${count} cards`);

/** The outcome in a sentence; silence is an outcome. */
export function outcomeText({ cards, failure }: HookExchange): string {
  if (failure !== null) return `The authorization was not checked. ${failure}.`;
  return cards.length === 0 ? 'ChairReady had nothing to say.' : `ChairReady answered with ${cardCount(cards.length)}.`;
}

/** The starts of the visits that the hook was asked about, in order; the server has moved weekends to Monday. */
export function proposedStarts({ request }: Pick<HookExchange, 'request'>): readonly string[] {
  const read = Proposed.safeParse(request);
  return read.success ? read.data.context.appointments.entry.map(({ resource }) => resource.start) : [];
}

const Proposed = z.object({
  context: z.object({
    appointments: z.object({ entry: z.array(z.object({ resource: z.object({ start: z.string() }) })) }),
  }),
});

/** `1,204 bytes` of JSON as it went over the wire. */
export const sizeText = (body: unknown): string =>
  `${new TextEncoder().encode(JSON.stringify(body)).length.toLocaleString('en-US')} bytes`;

export const pretty = (body: unknown): string => JSON.stringify(body, null, 2);
