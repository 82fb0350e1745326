import { openDaysBetween } from '../kernel/business-calendar.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween } from '../kernel/plain-date.ts';
import type { Verdict } from '../decision/rule.ts';
import type { EligibilityCheck } from '../visit/coverage.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { checksOf } from './checks-of.ts';
import type { DrugCase } from './drug-case.ts';
import { payerOf } from './words.ts';

type Reason =
  | { readonly code: 'inactive'; readonly ended: PlainDate | undefined; readonly visit: PlainDate }
  | {
      readonly code: 'payer-says-inactive';
      readonly payer: string;
      readonly checked: PlainDate;
      readonly visit: PlainDate;
    }
  | { readonly code: 'none-on-record' }
  | { readonly code: 'tied'; readonly count: number }
  | { readonly code: 'period-unstated'; readonly payer: string }
  | { readonly code: 'check-is-old'; readonly payer: string; readonly checked: PlainDate }
  | { readonly code: 'never-checked'; readonly payer: string }
  | { readonly code: 'active'; readonly payer: string };

/** Eligibility is looked at again from the third business day before a visit on, while there is time to act. */
const LOOKED_AGAIN_DAYS = 3;
/** How old a check may then be; for one of a standing series thirty days are enough. */
const CHECK_DAYS = 3;
const SERIES_CHECK_DAYS = 30;

const missing = (what: string): NonEmpty<string> => [what];

export const coverageIsActive = defineDrugRule<Reason>({
  id: 'authorization/coverage-is-active',
  title: 'One coverage is active on the day of the visit, and somebody checked lately',
  trigger: 'coverage-inactive',
  source: houseRule('R19', 'CARC 26 and CARC 27'),
  reads: ['coverages with status, period and order', 'eligibility checks'],
  notEvaluatedWhen: 'never; how long ago eligibility was checked is asked only where the site supplies checks',
  reasons: [
    'inactive',
    'payer-says-inactive',
    'none-on-record',
    'tied',
    'period-unstated',
    'check-is-old',
    'never-checked',
    'active',
  ],

  judge(drugCase) {
    const { coverage, visit } = drugCase;
    switch (coverage.kind) {
      case 'none-on-record':
        return { verdict: 'cannot-tell', missing: missing('payer'), reason: { code: 'none-on-record' } };
      case 'tied':
        return {
          verdict: 'cannot-tell',
          missing: missing('payer'),
          reason: { code: 'tied', count: coverage.coverages.length },
        };
      case 'inactive':
        return critical({ code: 'inactive', ended: coverage.last.period?.to, visit: visit.date });
      case 'one':
        return coverage.coverage.period === undefined
          ? {
              verdict: 'cannot-tell',
              missing: missing('coverage period'),
              reason: { code: 'period-unstated', payer: payerOf(drugCase) },
            }
          : checkedLately(drugCase);
    }
  },

  say(reason, name) {
    switch (reason.code) {
      case 'inactive': {
        const ended = reason.ended === undefined ? 'is not active' : `ended ${dayText(reason.ended)}`;
        return `${name}: coverage ${ended}, ${dayText(reason.visit)} visit has no active coverage.`;
      }
      case 'payer-says-inactive':
        return `${name}: ${reason.payer} answered on ${dayText(reason.checked)} that coverage is not active on ${dayText(reason.visit)}.`;
      case 'none-on-record':
        return `${name}: no coverage on record, so the payer is not known.`;
      case 'tied':
        return `${name}: ${String(reason.count)} coverages claim to pay first; which one does is not known.`;
      case 'period-unstated':
        return `${name}: the coverage with ${reason.payer} states no period.`;
      case 'check-is-old':
        return `${name}: eligibility with ${reason.payer} was last checked ${dayText(reason.checked)}.`;
      case 'never-checked':
        return `${name}: nobody checked eligibility with ${reason.payer}.`;
      case 'active':
        return `${name}: coverage with ${reason.payer} is active on the day of the visit.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'inactive':
      case 'payer-says-inactive':
      case 'none-on-record':
        return 'find the active coverage';
      case 'tied':
        return 'settle which coverage pays first';
      case 'period-unstated':
      case 'check-is-old':
      case 'never-checked':
        return 'check eligibility';
      case 'active':
        return undefined;
    }
  },
});

const critical = (reason: Reason): Verdict<Reason> => ({ verdict: 'at-risk', severity: 'critical', reason });

function checkedLately(drugCase: DrugCase): Verdict<Reason> {
  const payer = payerOf(drugCase);
  const [check] = checksOf(drugCase);
  const { visit, snapshot } = drugCase;
  if (check === undefined) {
    return snapshot.supplies.eligibilityChecks && isLookedAgain(drugCase)
      ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'never-checked', payer } }
      : { verdict: 'clear', reason: { code: 'active', payer } };
  }
  if (saysInactive(check, visit.date)) {
    return critical({ code: 'payer-says-inactive', payer, checked: check.checkedOn, visit: visit.date });
  }
  return isOld(check, drugCase)
    ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'check-is-old', payer, checked: check.checkedOn } }
    : { verdict: 'clear', reason: { code: 'active', payer } };
}

const saysInactive = ({ inForce, active }: EligibilityCheck, visit: PlainDate): boolean =>
  inForce === false ||
  (active?.to !== undefined && active.to < visit) ||
  (active?.from !== undefined && visit < active.from);

const isLookedAgain = ({ today, visit, holidays }: DrugCase): boolean =>
  openDaysBetween(today, visit.date, holidays) <= LOOKED_AGAIN_DAYS;

/**
 * Too long ago for the visit, or made in a month that has ended since: plans begin and end with months and years.
 */
function isOld({ checkedOn }: EligibilityCheck, drugCase: DrugCase): boolean {
  const { today, visit, outlook, given } = drugCase;
  if (!isLookedAgain(drugCase)) return false;
  const isSeries = outlook.series.length > 1 || given !== undefined;
  const allowed = isSeries ? SERIES_CHECK_DAYS : CHECK_DAYS;
  return daysBetween(checkedOn, visit.date) > allowed || isOfEarlierMonth(checkedOn, today);
}

/** `YYYY-MM` orders months and years alike. */
const isOfEarlierMonth = (a: PlainDate, b: PlainDate): boolean => a.slice(0, 7) < b.slice(0, 7);
