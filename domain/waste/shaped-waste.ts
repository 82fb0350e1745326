import type { Amount } from '../kernel/quantity.ts';
import type { UnitsToBill } from './claim-lines.ts';
import type { ModifierDuty } from './modifier-duty.ts';
import type { OpenedAndGiven } from './opened-and-given.ts';
import type { WasteQuestion } from './waste-question.ts';

/** An administration with everything that was worked out about it so far. */
export interface ShapedWaste {
  readonly question: WasteQuestion;
  readonly amounts: OpenedAndGiven;
  readonly duty: ModifierDuty;
  readonly units: UnitsToBill;
  readonly discard: Amount;
}

/** Why a person must look before the lines go out. */
export type WasteReview =
  | 'interrupted'
  | 'overfill'
  | 'given-differs-from-dose'
  | 'mixed-containers'
  | 'status-indicator'
  | 'container-differs'
  | 'before-2017';
