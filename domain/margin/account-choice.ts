import type { PlainDate } from '../kernel/plain-date.ts';
import { holdsOn } from '../kernel/in-force.ts';
import type { PayerProduct } from '../visit/payer.ts';

/** The pharmacy's accounts with its wholesaler; each has prices of its own for the same package. */
export const PURCHASE_ACCOUNTS = ['WAC', 'GPO', '340B'] as const;
export type PurchaseAccount = (typeof PURCHASE_ACCOUNTS)[number];

/** How one site buys under the 340B program (section 340B of the Public Health Service Act). */
export interface Program340b {
  readonly from: PlainDate;
  readonly until?: PlainDate;
  /** Disproportionate share, children's and free-standing cancer hospitals may not use a group for outpatient drugs. */
  readonly gpoBarred: boolean;
  /** Whether those who are treated there are eligible patients; where nobody has said so, no account can be named. */
  readonly patientsEligible?: boolean;
  /** The state's Medicaid takes the rebate itself: its patients are not given drugs bought at 340B prices. */
  readonly carvesOutMedicaid: boolean;
}

export interface Purchase {
  readonly on: PlainDate;
  readonly program?: Program340b;
  readonly product?: PayerProduct;
}

/** Which accounts may be used, the first that has a price counting; `unknown` where eligibility has not been said. */
export type AccountChoice =
  | { readonly kind: 'known'; readonly accounts: readonly PurchaseAccount[]; readonly why: string }
  | { readonly kind: 'unknown'; readonly missing: string };

export function accountsFor({ on, program, product }: Purchase): AccountChoice {
  if (program === undefined || !holdsOn(program, on)) return known(['GPO', 'WAC'], 'not a 340B site');
  if (isMedicaid(product) && program.carvesOutMedicaid) return notEligible(program, 'Medicaid is carved out of 340B');
  if (program.patientsEligible === undefined)
    return { kind: 'unknown', missing: 'whether the patients of this 340B site are eligible' };
  return program.patientsEligible
    ? known(['340B'], '340B site, eligible patients')
    : notEligible(program, '340B site, patients not eligible');
}

const notEligible = ({ gpoBarred }: Program340b, why: string): AccountChoice =>
  gpoBarred ? known(['WAC'], `${why}; no group purchasing`) : known(['GPO', 'WAC'], why);

const known = (accounts: readonly PurchaseAccount[], why: string): AccountChoice => ({ kind: 'known', accounts, why });

const isMedicaid = (product: PayerProduct | undefined): boolean =>
  product === 'medicaid-ffs' || product === 'medicaid-managed';
