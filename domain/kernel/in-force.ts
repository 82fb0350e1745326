import type { PlainDate } from './plain-date.ts';

/** The days between which a law, a policy, a price or a code holds, both included; without an end it still holds. */
export interface InForce {
  readonly from: PlainDate;
  readonly until?: PlainDate;
}

export const holdsOn = ({ from, until }: InForce, on: PlainDate): boolean =>
  from <= on && (until === undefined || on <= until);
