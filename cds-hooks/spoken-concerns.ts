import type { Finding } from '../domain/decision/finding.ts';
import type { Holidays } from '../domain/kernel/business-calendar.ts';
import { openDaysBetween } from '../domain/kernel/business-calendar.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Concern } from './card-wording.ts';
import type { CardReader, Settling } from './reader.ts';

/** For whom, and on which day, it is asked whether something is worth an interruption. */
export interface Listening {
  readonly reader: Pick<CardReader, 'settles'>;
  readonly today: PlainDate;
  readonly holidays: Holidays;
}

const NEAR_DAYS = 5;

/**
 * What is worth a card to this reader now. What is known to be wrong always is. What cannot be told is only to somebody
 * who can put it right, or when the visit is near; a mere note never is. The rest waits on the worklist.
 */
export const spokenConcerns = (concerns: readonly Concern[], listening: Listening): readonly Concern[] =>
  concerns.filter((concern) => isWorthACard(concern, listening));

function isWorthACard({ visit, finding }: Concern, { reader, today, holidays }: Listening): boolean {
  if (finding.verdict !== 'cannot-tell') return true;
  if (finding.severity === 'info') return false;
  return reader.settles.has(settledAt(finding)) || openDaysBetween(today, visit.date, holidays) <= NEAR_DAYS;
}

const settledAt = ({ rule }: Finding): Settling => SETTLED_AT[rule] ?? 'payer';

const SETTLED_AT: Readonly<Record<string, Settling>> = {
  'authorization/visit-has-a-drug': 'booking',
  'authorization/visit-day-is-certain': 'booking',
  'authorization/drug-is-identified': 'order',
  'authorization/dose-is-known': 'order',
  'authorization/diagnosis-is-the-authorized-one': 'order',
  'authorization/required-results-are-current': 'order',
};
