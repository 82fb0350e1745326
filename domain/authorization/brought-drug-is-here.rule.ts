import type { Citation } from '../decision/citation.ts';
import type { Verdict } from '../decision/rule.ts';
import { daysBetween, dayText, plainDate } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { isBroughtByOthers } from '../visit/settled-supply.ts';
import type { Supply } from '../visit/supply.ts';
import { defineDrugRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';

type Reason =
  | { readonly code: 'here'; readonly on: PlainDate | undefined }
  | { readonly code: 'on-its-way'; readonly on: PlainDate; readonly visit: PlainDate }
  | { readonly code: 'too-late'; readonly supply: Supply; readonly on: PlainDate; readonly visit: PlainDate }
  | { readonly code: 'overdue'; readonly supply: Supply; readonly on: PlainDate; readonly visit: PlainDate }
  | { readonly code: 'not-coming'; readonly supply: Supply; readonly visit: PlainDate }
  | { readonly code: 'unconfirmed'; readonly supply: Supply; readonly visit: PlainDate }
  | { readonly code: 'not-asked-yet' }
  | { readonly code: 'bought' };

/** A shipment is asked about two weeks ahead; in the last days only the drug on the shelf counts. */
const ASKED_AHEAD_DAYS = 14;
const LAST_DAYS = 3;

const source: Citation = {
  document: 'ChairReady authorization house rules',
  section: 'supply; prevents a visit for which nobody has brought the drug',
  readOn: plainDate('2026-11-21'),
  inForce: { from: plainDate('2020-01-01') },
};

export const broughtDrugIsHere = defineDrugRule<Reason>({
  id: 'authorization/brought-drug-is-here',
  title: 'A drug that the clinic does not buy is here, or on its way, in time for the visit',
  source,
  reads: ['supply of the drug', 'dispenses of the order', 'arrival as the staff recorded it', 'visit date'],
  notEvaluatedWhen: 'the clinic buys the drug, nobody says who brings it, or the visit is more than two weeks off',
  reasons: ['here', 'on-its-way', 'too-late', 'overdue', 'not-coming', 'unconfirmed', 'not-asked-yet', 'bought'],

  judge(drugCase) {
    const { drug, visit, today } = drugCase;
    if (!isBroughtByOthers(drug.supply)) return { verdict: 'not-applicable', reason: { code: 'bought' } };
    const { supply, arrival } = drug;
    switch (arrival?.state) {
      case 'received':
        return { verdict: 'clear', reason: { code: 'here', on: arrival.on } };
      case 'not-coming':
        return { verdict: 'at-risk', severity: 'critical', reason: { code: 'not-coming', supply, visit: visit.date } };
      case 'expected':
        return arrival.on === undefined ? unconfirmed(drugCase) : expectedOn(drugCase, arrival.on);
      case undefined:
        return daysBetween(today, visit.date) > ASKED_AHEAD_DAYS
          ? { verdict: 'not-applicable', reason: { code: 'not-asked-yet' } }
          : unconfirmed(drugCase);
    }
  },

  say(reason, name) {
    switch (reason.code) {
      case 'here':
        return reason.on === undefined ? `${name}: it is here.` : `${name}: here since ${dayText(reason.on)}.`;
      case 'on-its-way':
        return `${name}: expected ${dayText(reason.on)}, before the ${dayText(reason.visit)} visit.`;
      case 'too-late':
        return `${name}: ${SUPPLIED[reason.supply]}, expected ${dayText(reason.on)}, too late for the ${dayText(reason.visit)} visit.`;
      case 'overdue':
        return `${name}: ${SUPPLIED[reason.supply]}, expected ${dayText(reason.on)} and not recorded as received for the ${dayText(reason.visit)} visit.`;
      case 'not-coming':
        return `${name}: ${SUPPLIED[reason.supply]}, and its dispense was called off; nothing to give on ${dayText(reason.visit)}.`;
      case 'unconfirmed':
        return `${name}: ${SUPPLIED[reason.supply]}, and nobody recorded that it is here for the ${dayText(reason.visit)} visit.`;
      case 'not-asked-yet':
        return `${name}: more than two weeks ahead, nobody asks yet whether it is here.`;
      case 'bought':
        return `${name}: not known to be brought by anybody else.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'too-late':
      case 'overdue':
      case 'not-coming':
      case 'unconfirmed':
        return `confirm the delivery with ${SENDER[reason.supply]}`;
      case 'here':
      case 'on-its-way':
      case 'not-asked-yet':
      case 'bought':
        return undefined;
    }
  },
});

const unconfirmed = ({ drug: { supply }, visit, today }: DrugCase): Verdict<Reason> => ({
  verdict: 'cannot-tell',
  severity: isLast(today, visit.date) ? 'warning' : 'info',
  missing: ['arrival of the drug'],
  reason: { code: 'unconfirmed', supply, visit: visit.date },
});

/** On the visit day itself nothing can be mixed from what has yet to come. */
function expectedOn({ drug: { supply }, visit, today }: DrugCase, on: PlainDate): Verdict<Reason> {
  if (on >= visit.date) {
    return { verdict: 'at-risk', severity: 'critical', reason: { code: 'too-late', supply, on, visit: visit.date } };
  }
  if (on >= today) return { verdict: 'clear', reason: { code: 'on-its-way', on, visit: visit.date } };
  const severity = isLast(today, visit.date) ? 'critical' : 'warning';
  return { verdict: 'at-risk', severity, reason: { code: 'overdue', supply, on, visit: visit.date } };
}

const isLast = (today: PlainDate, visit: PlainDate): boolean => daysBetween(today, visit) <= LAST_DAYS;

const SUPPLIED: Readonly<Record<Supply, string>> = {
  'buy-and-bill': 'bought',
  'white-bag': 'white bag',
  'clear-bag': 'clear bag',
  trial: 'study drug',
  'manufacturer-free': 'free drug',
  replacement: 'replacement drug',
  unknown: 'of unknown supply',
};

const SENDER: Readonly<Record<Supply, string>> = {
  'buy-and-bill': 'the wholesaler',
  'white-bag': 'the specialty pharmacy',
  'clear-bag': 'our specialty pharmacy',
  trial: 'the study pharmacy',
  'manufacturer-free': "the manufacturer's program",
  replacement: "the manufacturer's program",
  unknown: 'whoever sends it',
};
