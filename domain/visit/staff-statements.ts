import type { PlainDate } from '../kernel/plain-date.ts';
import type { Supply } from './supply.ts';

/**
 * What somebody of the staff said, after the order was written, about who brings a drug. It stands above the order; of
 * several about one order the one for the visit counts before the one for all visits, and of equals the newest.
 */
export interface SupplyStatement {
  /** `MedicationRequest/m1`. */
  readonly order: string;
  /** `Appointment/a1`; absent means every visit of the order. */
  readonly appointment?: string;
  readonly supply: Supply;
  readonly reason: string;
  /** Who said it: `Practitioner/n1`. */
  readonly by: string;
  /** The instant, ISO 8601. */
  readonly at: string;
  /** The day on which a product that the clinic does not buy is to arrive, and on which it did. */
  readonly expectedOn?: PlainDate;
  readonly receivedOn?: PlainDate;
}

/** A named person's word that a dose may be given although no authorization covers it. It changes no verdict. */
export interface ProceedAtRisk {
  /** `MedicationRequest/m1`. */
  readonly order: string;
  /** `Appointment/a1`. */
  readonly appointment: string;
  /** The name of the approver, as people know it. */
  readonly approver: string;
  readonly reason: string;
  /** The instant, ISO 8601. */
  readonly at: string;
}
