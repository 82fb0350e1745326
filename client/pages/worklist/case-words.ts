/** How the worklist says what a case is, in few words. */
import type { CaseRow, CaseTabName } from '../../../api-contract/worklist.schema.ts';
import { clockText, countText, fullDay, percentText, relativeDay, shortDay } from '../../ui/text.ts';
import type { About } from '../../ui/who-and-when.tsx';

export const TABS: Readonly<Record<CaseTabName, string>> = {
  all: 'All open',
  mine: 'Mine',
  unowned: 'Unowned',
  overdue: 'Overdue',
  waiting: 'Waiting',
  snoozed: 'Snoozed',
  closed: 'Closed',
};

export const OUTCOME: Readonly<Record<NonNullable<NonNullable<CaseRow['closed']>['outcome']>, string>> = {
  approved: 'Approved',
  denied: 'Denied',
  partial: 'Approved in part',
  'not-needed': 'Not needed',
  other: 'Settled otherwise',
  cleared: 'Cleared by a new decision',
  replaced: 'Replaced by other work',
  'visit-gone': 'Visit no longer booked',
};

export const aboutOf = ({ patient, visit }: CaseRow, timeZone?: string): About => {
  const hour = visit.startsAt === undefined ? undefined : clockText(visit.startsAt, timeZone);
  return { patient, visit: `${fullDay(visit.date)}${hour === undefined ? '' : `, ${hour}`}` };
};

export const nameOf = ({ patient }: CaseRow): string => patient.name ?? 'Name not in the record';

export function drugOf({ drug: { name, hcpcs } }: CaseRow): string {
  if (name === undefined) return hcpcs ?? 'Drug unknown';
  return hcpcs === undefined || name.includes(hcpcs) ? name : `${name} (${hcpcs})`;
}

/** What to do and why: work that is due long after its visit is for a later one, which the sentence names. */
export const wantedOf = ({ next, sentence, why }: CaseRow): string =>
  next === undefined ? capital(sentence ?? why) : `${capital(next)}: ${sentence ?? why}`;

/** A next step is kept as the middle of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "to Dec 10, 120 left": the drawer has what the visit needs, and the bar. */
export function windowOf({ authorization }: CaseRow): string {
  if (authorization === undefined) return '';
  const { validUntil, validFrom, unitsLeft } = authorization;
  const days =
    validUntil !== undefined ? `to ${dayOf(validUntil)}` : validFrom !== undefined ? `from ${dayOf(validFrom)}` : '';
  return [days, unitsLeft === undefined ? '' : `${countText(unitsLeft)} left`].filter((text) => text !== '').join(', ');
}

/** "Dec 10": the drawer has the year. */
const dayOf = (day: string): string => fullDay(day).replace(/, \d{4}$/, '');

interface Chance {
  readonly text: string;
  readonly interval: string;
  readonly isStartingEstimate: boolean;
}

export function chanceOf({ likelihood }: CaseRow): Chance | undefined {
  if (likelihood?.figures === undefined) return undefined;
  const { clearedByVisit, low, high, isStartingEstimate } = likelihood.figures;
  return {
    text: percentText(clearedByVisit),
    // "69–86%": a column has no room for a second sign.
    interval: `${percentText(low).replace(/%$/, '')}–${percentText(high)}`,
    isStartingEstimate,
  };
}

export function dueOf({ dueBy }: CaseRow, today: string): { readonly day: string; readonly relative: string } {
  return dueBy === undefined
    ? { day: 'No due day', relative: '' }
    : { day: shortDay(dueBy), relative: relativeDay(dueBy, today) };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Silence must be tellable from failure: after a day without a look the row says how old it is. */
export function ageOf({ lookedAt }: CaseRow, now: number): string | undefined {
  if (lookedAt === undefined) return 'never evaluated';
  const days = Math.floor((now - new Date(lookedAt).getTime()) / DAY_MS);
  if (days < 1) return undefined;
  return days === 1 ? 'evaluated a day ago' : `evaluated ${String(days)} days ago`;
}

export function statusOf(row: CaseRow): string | undefined {
  if (row.closed !== undefined) return row.closed.outcome === undefined ? 'Closed' : OUTCOME[row.closed.outcome];
  if (row.snoozedUntil !== undefined) return `Snoozed until ${shortDay(row.snoozedUntil)}`;
  if (row.waiting !== undefined)
    return `Waiting for ${row.waiting.for}${row.waiting.until === undefined ? '' : ` until ${shortDay(row.waiting.until)}`}`;
  return undefined;
}
