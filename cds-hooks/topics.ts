import type { Coding } from './card-wire.ts';

export type CardTopic = 'authorization' | 'reauthorization' | 'routing' | 'waste' | 'margin' | 'eligibility';

const topic = (code: CardTopic, display: string): Coding => ({ system: 'urn:chairready:topic', code, display });

/** What a card is about: static codes, for an EHR remembers overrides by them. */
export const TOPICS: Readonly<Record<CardTopic, Coding>> = {
  authorization: topic('authorization', 'Authorization'),
  reauthorization: topic('reauthorization', 'Reauthorization'),
  routing: topic('routing', 'Routing'),
  waste: topic('waste', 'Discarded drug'),
  margin: topic('margin', 'Margin'),
  eligibility: topic('eligibility', 'Eligibility'),
};
