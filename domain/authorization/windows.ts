import type { Holidays } from '../kernel/business-calendar.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Policy } from '../visit/policy.ts';
import type { Authorization } from './ledger.ts';
import { afterDays } from './turnaround.ts';

/** Until when a refusal can be talked over with a medical director, and until when it can be appealed. */
export interface DenialWindows {
  readonly denied: PlainDate;
  readonly peerToPeerUntil: PlainDate;
  readonly appealUntil: PlainDate;
  /** The windows that the policy does not state: these are said to be usual, not known. */
  readonly isPeerToPeerUsual: boolean;
  readonly isAppealUsual: boolean;
}

/** Common plan terms where the policy is silent; plans differ, so a policy should say. */
const USUAL = { peerToPeerDays: 14, appealDays: 180, basis: 'calendar' } as const;

/** Undefined when nobody recorded the day of the refusal: then no window can be said to be open. */
export function denialWindows(
  { decidedOn, created }: Authorization,
  policy: Policy | undefined,
  closed: Holidays,
): DenialWindows | undefined {
  const denied = decidedOn ?? created;
  if (denied === undefined) return undefined;
  const { peerToPeerDays, appealDays, basis } = policy?.windows ?? {};
  const counted = basis ?? USUAL.basis;
  return {
    denied,
    peerToPeerUntil: afterDays(denied, peerToPeerDays ?? USUAL.peerToPeerDays, counted, closed),
    appealUntil: afterDays(denied, appealDays ?? USUAL.appealDays, counted, closed),
    isPeerToPeerUsual: peerToPeerDays === undefined,
    isAppealUsual: appealDays === undefined,
  };
}

/** "open", or "usually open" where the policy does not state the window. */
export const openText = (isUsual: boolean): string => (isUsual ? 'usually open' : 'open');
