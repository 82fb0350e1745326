/** What has been chosen for a moment so far, and the request that it makes. */
import type { MomentWish } from '../../screens-api/moments.schema.ts';
import type { NewOrder, PatientDetail } from '../../screens-api/screens.schema.ts';
import type { Activity } from './activity.ts';
import { OPENING } from './activity.ts';
import { sortedVisits } from './visit-text.ts';
import type { Place } from './visit-text.ts';

export interface MomentForm {
  /** Empty for the visit that the screen proposes. */
  readonly appointment: string;
  readonly given: string;
  readonly unit: string;
  /** Orders that are only on the screen. */
  readonly drafts: readonly Draft[];
}

export interface Draft extends NewOrder {
  readonly replaces?: string;
}

export const EMPTY_MOMENT: MomentForm = { appointment: '', given: '', unit: 'mg', drafts: [] };

export interface Choice {
  readonly activity: Exclude<Activity, 'book'>;
  readonly user: string;
  readonly chart: PatientDetail;
  /** Ticked in the list of orders. */
  readonly orders: readonly string[];
  readonly form: MomentForm;
  readonly place: Place;
}

/** What still has to be chosen, in a sentence; undefined when nothing is missing. */
export const missingFor = (choice: Choice): string | undefined => CHECKS.find(({ fails }) => fails(choice))?.sentence;

interface Check {
  readonly fails: (choice: Choice) => boolean;
  readonly sentence: string;
}

const CHECKS: readonly Check[] = [
  {
    fails: ({ activity, chart, place }) => NEEDS[activity].visit && openVisits(chart, place).length === 0,
    sentence: 'No visit is booked from today on: book one first, today if need be.',
  },
  {
    fails: ({ activity, orders }) => NEEDS[activity].order === 'one' && orders.length !== 1,
    sentence: 'Tick the one order that this is about.',
  },
  {
    fails: ({ activity, orders, form }) => NEEDS[activity].order === 'some' && orders.length + form.drafts.length === 0,
    sentence: 'Tick an order, or write one below.',
  },
  {
    fails: ({ form }) => form.given !== '' && !/^\d{1,7}(\.\d{1,4})?$/.test(form.given),
    sentence: 'The dose is not a number.',
  },
];

/** Only where nothing is missing. */
export function momentRequest(choice: Choice): MomentWish {
  const { activity, user, chart, orders, form, place } = choice;
  const { visit, order } = NEEDS[activity];
  const replaced = form.drafts.flatMap(({ replaces }) => replaces ?? []);
  return {
    moment: OPENING[activity],
    user,
    patient: chart.patient.id,
    orders: order === 'none' ? [] : orders.filter((id) => !replaced.includes(id)),
    ...(activity === 'sign' ? { drafts: [...form.drafts] } : {}),
    ...(visit ? { appointment: chosenVisit(chart, place, form) ?? '' } : {}),
    ...(activity === 'give' && form.given !== '' ? { given: { value: form.given, unit: form.unit } } : {}),
  };
}

/** Upcoming visits, today's first: the first one is what the desk is about. */
export const openVisits = (chart: PatientDetail, place: Place): PatientDetail['visits'] =>
  sortedVisits(chart.visits, place).upcoming;

export const chosenVisit = (chart: PatientDetail, place: Place, { appointment }: MomentForm): string | undefined =>
  appointment === '' ? openVisits(chart, place)[0]?.id : appointment;

interface Needs {
  readonly visit: boolean;
  readonly order: 'none' | 'one' | 'some';
}

const NEEDS: Readonly<Record<Exclude<Activity, 'book'>, Needs>> = {
  sign: { visit: false, order: 'some' },
  verify: { visit: false, order: 'one' },
  'check-in': { visit: true, order: 'none' },
  give: { visit: true, order: 'one' },
  'check-out': { visit: true, order: 'none' },
  chart: { visit: false, order: 'none' },
};
