import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount, Measure } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { AdministeredUnitsProblem } from './billing-unit.ts';
import type { ClaimSetting } from './modifier-duty.ts';
import type { OpenedVials, StockedPackage, StrengthSource } from './vial-choice.ts';
import type { VialPlanProblem } from './vial-planner.ts';

/** What the arithmetic needs of a drug; an unlisted code can be asked about with a unit of the caller's. */
export type WasteDrug = Pick<DrugFacts, 'hcpcs' | 'label' | 'billingUnit' | 'containers' | 'jwJz' | 'source'>;

/** How one administration went: all of it given, cut short, or never begun. Not the patient's course of visits. */
export type Course = 'complete' | 'interrupted' | 'none';

/** One administration of one drug: to be planned, or to be charted from the vials that were opened. */
export interface WasteQuestion {
  readonly drug: WasteDrug;
  readonly on: PlainDate;
  /** The dose that was prepared, after any rounding by the pharmacist. */
  readonly dose: Amount;
  /** The dose as ordered, where the pharmacist rounded it. */
  readonly orderedDose?: Amount;
  /** What reached the patient, where it is not the whole dose. */
  readonly given?: Amount;
  readonly course: Course;
  readonly vials: { readonly kind: 'opened'; readonly opened: readonly OpenedVials[] } | { readonly kind: 'to-plan' };
  /** What may be opened, and whether it is at hand or only on the market. */
  readonly packages: readonly StockedPackage[];
  readonly packagesFrom: StrengthSource;
  /** Of the opened content, what other patients received: it was not discarded. */
  readonly keptForOthers?: Amount;
  /** How far the site lets a pharmacist round a dose; undefined means that it does not. */
  readonly roundingTolerancePercent?: Rational;
  readonly claim: ClaimSetting;
}

/** Which of the amounts a problem is about. */
export type WasteAmount = 'dose' | 'given' | 'orderedDose' | 'keptForOthers';

export type WasteProblem =
  | (AdministeredUnitsProblem & { readonly about: WasteAmount })
  | {
      readonly code: 'opened-measure-differs';
      readonly at: number;
      readonly opened: Measure;
      readonly billingUnit: Measure;
    }
  | { readonly code: 'empty-vial'; readonly at: number }
  | { readonly code: 'no-vial-count'; readonly at: number }
  | { readonly code: 'nothing-opened' }
  | { readonly code: 'given-missing' }
  | { readonly code: 'negative-amount'; readonly about: WasteAmount }
  /** More than twice the label: not overfill but a slip of the pen. */
  | { readonly code: 'more-given-than-opened'; readonly about: WasteAmount }
  | { readonly code: 'more-kept-than-opened' }
  | VialPlanProblem;
