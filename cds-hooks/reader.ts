import type { RouteTarget } from '../domain/decision/decision.ts';

/** Where a missing fact is put right: at the booking, in the order, or with the payer. */
export type Settling = 'booking' | 'order' | 'payer';

/** What the person at the screen may read on a card; resolved from their roles by the server. */
export interface CardReader {
  /** A patient or relative gets no card at all. */
  readonly isPatient: boolean;
  /** Who of the staff works on it, and until when: not for a reader whose role is unknown. */
  readonly seesStaffing: boolean;
  /** Which missing facts this reader can put right. */
  readonly settles: ReadonlySet<Settling>;
  /** The worklists whose work is this reader's own. */
  readonly owns: ReadonlySet<RouteTarget>;
  /** Prepares or gives drugs, and charts what is thrown away. */
  readonly chartsWaste: boolean;
  /** Decides whether a drug is mixed. */
  readonly releasesDrugs: boolean;
  /** Dollars of a drug, a payer and a site; never of a patient. */
  readonly seesMargin: boolean;
}
