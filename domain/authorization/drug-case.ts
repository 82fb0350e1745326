import type { Holidays } from '../kernel/business-calendar.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { PlannedDrug, Snapshot, Visit } from '../visit/snapshot.ts';
import type { UnitPlan } from '../waste/unit-plan.ts';
import type { CoverageStanding } from './coverage-on.ts';
import type { Authorization } from './ledger.ts';
import type { PolicyStanding } from './policy-for.ts';

/**
 * Everything that a rule may look at about one drug of one visit. It is worked out once for the whole course, so that
 * no rule recomputes what another has decided.
 */
export interface DrugCase {
  readonly snapshot: Snapshot;
  readonly today: PlainDate;
  readonly holidays: Holidays;
  readonly visit: Visit;
  readonly drug: PlannedDrug;
  /** What sentences call it: "Keytruda (J9271)". */
  readonly name: string;
  /** The code that bills it on the day of the visit; undefined when the product is not known. */
  readonly hcpcs: HcpcsCode | undefined;
  readonly facts: DrugFacts | undefined;
  readonly plan: PlannedUnits;
  readonly coverage: CoverageStanding;
  readonly policy: PolicyStanding;
  readonly requirement: Requirement;
  readonly standing: Standing;
  /** Authorizations of this drug that wait for an answer, the newest first. */
  readonly pending: readonly Authorization[];
  /** Whether another approval of this drug by the plan that pays reaches beyond the end of the one it stands on. */
  readonly renewed: boolean;
  /** Earlier visits without a recorded administration that its authorization is counted to have paid for. */
  readonly presumed: ReadonlySet<PlainDate>;
  /** Whether this is the first booked visit of the active ingredient: what is past is told there, once. */
  readonly isNextOfDrug: boolean;
  /** Doses of the ingredient given lately on no valid authorization; told at its first booked visit alone. */
  readonly retro: readonly RetroAuthorization[];
  /** Earlier doses of the same active ingredient. */
  readonly given: DosesGiven | undefined;
  /** What the booked visits after this one will meet. */
  readonly outlook: Outlook;
  /** How it would stand on the other day that a UTC instant may mean. */
  readonly otherDay?: { readonly date: PlainDate; readonly state: Standing['state'] };
}

export interface DosesGiven {
  readonly first: PlainDate;
  readonly last: PlainDate;
}

export type PlannedUnits =
  | { readonly kind: 'known'; readonly plan: UnitPlan }
  | { readonly kind: 'unknown'; readonly missing: NonEmpty<string>; readonly because: string };

/** Whether the payer wants an authorization for this drug, and who says so. */
export type Requirement =
  | { readonly kind: 'required'; readonly because: 'policy' | 'payer-assertion' }
  | { readonly kind: 'not-required'; readonly because: 'policy' | 'free-drug' | 'other-supplier' }
  | { readonly kind: 'not-required'; readonly because: 'payer-assertion'; readonly evidence: Authorization }
  | { readonly kind: 'unknown'; readonly because: 'no-coverage' | 'no-policy' | 'policies-tied' | 'product-unknown' };

/** One predicate of a valid authorization that does not hold, with the numbers that show it. */
export type Failed =
  | { readonly code: 'expired'; readonly ended: PlainDate }
  | { readonly code: 'not-yet-effective'; readonly starts: PlainDate }
  | {
      readonly code: 'units-exceeded';
      readonly left: Rational;
      readonly needed: Rational;
      readonly discarded: Rational;
    }
  | { readonly code: 'visits-exceeded'; readonly left: Rational }
  | { readonly code: 'product-mismatch'; readonly authorized: readonly HcpcsCode[] }
  | { readonly code: 'diagnosis-mismatch'; readonly authorized: readonly string[]; readonly ordered: readonly string[] }
  | {
      readonly code: 'plan-change';
      readonly authorized: string;
      readonly current: string;
      /** Days into the transition between two Medicare Advantage plans, where it is one. */
      readonly transitionDay?: number;
    }
  | { readonly code: 'plan-year'; readonly issuedIn: number }
  | { readonly code: 'coverage-inactive'; readonly ended: PlainDate | undefined }
  | { readonly code: 'site-mismatch'; readonly authorized: string; readonly booked: string }
  | { readonly code: 'number-invalid'; readonly number: string | undefined };

/** Where one drug of one visit stands, on the best authorization there is for it. */
export type Standing =
  | { readonly state: 'valid'; readonly authorization: Authorization; readonly left: Left }
  | {
      readonly state: 'invalid';
      readonly authorization: Authorization;
      readonly failed: NonEmpty<Failed>;
      readonly left: Left;
      /** Other evidence that might hold if the record said more of it. */
      readonly beside?: { readonly authorization: Authorization | undefined; readonly missing: NonEmpty<string> };
    }
  | { readonly state: 'pending'; readonly authorization: Authorization }
  | { readonly state: 'denied'; readonly authorization: Authorization }
  | { readonly state: 'not-required'; readonly authorization: Authorization | undefined }
  | { readonly state: 'missing' }
  | {
      readonly state: 'unknown';
      readonly authorization: Authorization | undefined;
      readonly missing: NonEmpty<string>;
    };

/** What an authorization still holds for this visit after everything earlier; undefined where it does not count so. */
export interface Left {
  readonly units: Rational | undefined;
  readonly visits: Rational | undefined;
}

/** What has been taken off one authorization so far. */
export interface Used {
  /** In units of the code that the authorization names. */
  readonly units: Rational;
  /** The days on which it was used: two drugs, or two bags, of one day are one visit. */
  readonly days: ReadonlySet<PlainDate>;
  /** Set by a use whose units nobody can tell: then the units left are unknown, not the full grant. */
  readonly unclear: boolean;
  /** Set by a use that another authorization may have served instead: then there may be more left than this account says. */
  readonly shared: boolean;
  /** Earlier visits that count as used although nobody recorded an administration. */
  readonly presumed: ReadonlySet<PlainDate>;
}

/** How many booked visits share one trouble, and the first of them. */
export interface Tally {
  readonly first: PlainDate;
  readonly count: number;
}

/** A booked visit of a drug; the tallies count it and every one after it. */
export interface BookedVisit {
  readonly date: PlainDate;
  /** On no valid authorization, though one is needed or may be. */
  readonly uncovered: Tally | undefined;
  readonly unitsExceeded: Tally | undefined;
  readonly visitsExceeded: Tally | undefined;
  readonly planYearOver: Tally | undefined;
}

/** What the booked visits after this one will meet; outlook.ts asks it questions. */
export interface Outlook {
  /** Every booked visit of this drug in date order, one list for all their cases; the later ones start at `next`. */
  readonly series: readonly BookedVisit[];
  readonly next: number;
  /** What is left on this visit's authorization after the last booked visit that it serves. */
  readonly unitsAfterLast: Rational | undefined;
  readonly visitsAfterLast: Rational | undefined;
}

/** The predicate that fails on the authorization this drug stands on, if it is this one. */
export function failedOf<Code extends Failed['code']>(
  { standing }: Pick<DrugCase, 'standing'>,
  code: Code,
): Extract<Failed, { code: Code }> | undefined {
  if (standing.state !== 'invalid') return undefined;
  return standing.failed.find((failed): failed is Extract<Failed, { code: Code }> => failed.code === code);
}

/** The authorization that a drug stands on, valid or failing. */
export const heldAuthorization = ({ standing }: Pick<DrugCase, 'standing'>): Authorization | undefined =>
  standing.state === 'valid' || standing.state === 'invalid' ? standing.authorization : undefined;

/** A dose that was given on no valid authorization although its payer wants one: what can still be done, and until when. */
export interface RetroAuthorization {
  /** `MedicationAdministration/g1`, or the import row. */
  readonly use: string;
  readonly given: PlainDate;
  readonly hcpcs: HcpcsCode;
  readonly name: string;
  readonly payer: string;
  readonly state: 'missing' | 'invalid' | 'denied' | 'pending';
  /** The predicates that failed on that day, where there was an authorization. */
  readonly failed: readonly Failed['code'][];
  /** `none`: the payer takes no request after the fact. `not-stated`: its policy does not say. */
  readonly window: 'open' | 'closed' | 'none' | 'not-stated';
  /** The last day of the window, where the policy gives it. */
  readonly until?: PlainDate;
  /** The open day by which somebody must act; none where nothing can be asked for any more. */
  readonly dueBy?: PlainDate;
}
