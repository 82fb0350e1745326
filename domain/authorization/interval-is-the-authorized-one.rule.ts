import { daysBetween } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { lastVisit, nextVisit, visitsUntil } from './outlook.ts';

type Reason =
  | { readonly code: 'shorter'; readonly days: number; readonly authorized: number }
  | {
      readonly code: 'more-visits';
      readonly days: number;
      readonly authorized: number;
      readonly booked: number;
      readonly fitting: number;
    }
  | { readonly code: 'as-authorized' }
  | { readonly code: 'no-source' };

/** Days by which a visit may come early without being another schedule. */
const TOLERANCE_DAYS = 3;

export const intervalIsTheAuthorizedOne = defineDrugRule<Reason>({
  id: 'authorization/interval-is-the-authorized-one',
  title: 'Doses are not closer together than authorized',
  trigger: 'frequency-change',
  source: houseRule('R11', 'CARC 151 and CARC 198'),
  reads: ['interval of the order or between booked visits', 'authorized interval'],
  notEvaluatedWhen: 'the authorization states no interval, or there is no interval to compare',
  reasons: ['shorter', 'more-visits', 'as-authorized', 'no-source'],

  judge(drugCase) {
    const authorization = heldAuthorization(drugCase);
    const authorized = authorization?.intervalDays;
    const days = drugCase.drug.intervalDays ?? daysToNext(drugCase);
    if (authorization === undefined || authorized === undefined || days === undefined) {
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    }
    if (days >= authorized - TOLERANCE_DAYS) return { verdict: 'clear', reason: { code: 'as-authorized' } };
    const { booked, fitting } = visitsWithin(drugCase, authorization, authorized);
    return booked > fitting
      ? { verdict: 'at-risk', severity: 'critical', reason: { code: 'more-visits', days, authorized, booked, fitting } }
      : { verdict: 'at-risk', severity: 'warning', reason: { code: 'shorter', days, authorized } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'shorter':
        return `${name}: every ${String(reason.days)} days planned, auth is for every ${String(reason.authorized)}.`;
      case 'more-visits':
        return `${name}: every ${String(reason.days)} days planned, auth is for every ${String(reason.authorized)}: ${String(reason.booked)} visits booked where ${String(reason.fitting)} fit.`;
      case 'as-authorized':
        return `${name}: doses are not closer together than authorized.`;
      case 'no-source':
        return `${name}: no interval on record to compare.`;
    }
  },

  act: (reason) =>
    reason.code === 'shorter' || reason.code === 'more-visits' ? 'have the authorized interval updated' : undefined,
});

const daysToNext = ({ visit, outlook }: DrugCase): number | undefined => {
  const next = nextVisit(outlook);
  return next === undefined ? undefined : daysBetween(visit.date, next.date);
};

/** Booked visits from this one to the end of the authorization, and how many fit there at the authorized interval. */
function visitsWithin(
  { visit, outlook }: DrugCase,
  { period }: Authorization,
  interval: number,
): { readonly booked: number; readonly fitting: number } {
  const ends = period.to ?? lastVisit(outlook)?.date ?? visit.date;
  const booked = 1 + visitsUntil(outlook, ends);
  return { booked, fitting: 1 + Math.floor(daysBetween(visit.date, ends) / interval) };
}
