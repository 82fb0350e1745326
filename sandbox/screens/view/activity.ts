/** The activities of this EHR: one tab each, and the hook that opening or finishing it fires. */
import type { Moment } from '../../screens-api/moments.schema.ts';

export type Activity = 'book' | 'sign' | 'verify' | 'check-in' | 'give' | 'check-out' | 'chart';

export interface ActivityText {
  readonly value: Activity;
  readonly label: string;
  /** What the screen is for, in one sentence. */
  readonly about: string;
}

export const ACTIVITIES: readonly ActivityText[] = [
  { value: 'book', label: 'Book', about: 'Choose a slot; the hook appointment-book fires before anything is booked.' },
  {
    value: 'sign',
    label: 'Order',
    about: 'Tick orders, or write one. The hook order-select fires as you choose, order-sign when you sign.',
  },
  {
    value: 'verify',
    label: 'Verify',
    about: 'The pharmacist checks one order before it is mixed; the hook medication-verify fires as it is opened.',
  },
  {
    value: 'check-in',
    label: 'Check in',
    about: 'The patient is at the desk; the hook encounter-start fires as the visit is opened.',
  },
  {
    value: 'give',
    label: 'Give',
    about: 'The nurse charts a dose; the hook of this EHR for administrations fires as the dose is opened.',
  },
  {
    value: 'check-out',
    label: 'Check out',
    about: 'The patient leaves; the hook encounter-discharge fires as the visit is closed.',
  },
  { value: 'chart', label: 'Chart', about: 'The chart is opened; the hook patient-view fires.' },
];

/** The moment of an activity that fires as soon as what it needs is chosen. Booking has its own. */
export const OPENING: Readonly<Record<Exclude<Activity, 'book'>, Moment>> = {
  sign: 'order-select',
  verify: 'verify',
  'check-in': 'check-in',
  give: 'administration',
  'check-out': 'checkout',
  chart: 'chart',
};

/** Where people of a role begin; everybody may go everywhere, as it is a sandbox. */
export const activityOf = (role: string): Activity => BY_ROLE.get(role) ?? 'chart';

const BY_ROLE: ReadonlyMap<string, Activity> = new Map<string, Activity>([
  ['scheduler', 'book'],
  ['prescriber', 'sign'],
  ['pharmacist', 'verify'],
  ['pharmacy-manager', 'verify'],
  ['infusion-nurse', 'give'],
  ['charge-nurse', 'check-in'],
]);
