import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Card } from './card-wire.ts';
import type { Concern } from './card-wording.ts';
import type { CardTopic } from './topics.ts';

/** A card with what it rests on, so that the same facts are not said twice to one person. */
export interface Utterance {
  readonly card: Card;
  readonly topic: CardTopic;
  /** The rule behind its first sentence. */
  readonly rule: string;
  /** All that the card rests on, and its gravest fact alone, as texts of no fixed form. */
  readonly facts: string;
  readonly fact: string;
  /** What it is about, where that is work on a visit. */
  readonly concern?: Concern;
  readonly expectedBy?: PlainDate;
}
