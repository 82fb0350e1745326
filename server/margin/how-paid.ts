/** How a payer pays for a drug on a day: Medicare by law, everybody else by the contract that is the most specific one. */
import type { PaymentForm } from '../../domain/margin/payment-form.ts';
import type { PlacedContract } from '../imports/contract-choice.ts';
import { contractFor } from '../imports/contract-choice.ts';
import type { AskedDose, NoFigure } from './margin-facts.ts';

export type HowPaid =
  { readonly kind: 'known'; readonly form: PaymentForm; readonly contract?: PlacedContract } | NoFigure;

const PART_B: HowPaid = { kind: 'known', form: { form: 'medicare-part-b' } };
const WHITE_BAG: HowPaid = { kind: 'known', form: { form: 'white-bag' } };

/** Two contracts that are equally specific are named, and none is picked. */
export function howPaid(contracts: readonly PlacedContract[], dose: AskedDose): HowPaid {
  if (dose.supply === 'white-bag') return WHITE_BAG;
  const { payer, product, hcpcs, on, location } = dose;
  if (payer === undefined) return { kind: 'none', code: 'payer-unknown', why: 'no one coverage pays first on the day' };
  if (product === 'medicare-ffs') return PART_B;
  const choice = contractFor(contracts, {
    payer,
    hcpcs,
    on,
    ...(product === undefined ? {} : { product }),
    ...(location === undefined ? {} : { site: location }),
  });
  switch (choice.kind) {
    case 'one':
      return { kind: 'known', form: choice.contract.terms, contract: choice.contract };
    case 'none':
      return { kind: 'none', code: 'no-contract', why: 'no contract of this payer holds for the drug on the day' };
    case 'ambiguous':
      return {
        kind: 'none',
        code: 'contracts-tied',
        why: `equally specific contracts: ${choice.contracts.map(placeOf).join(' and ')}`,
      };
  }
}

export const placeOf = ({ file, row, from, clause }: PlacedContract): string =>
  `${file}, row ${String(row)}, from ${from}${clause === undefined ? '' : ` (${clause})`}`;

/** The file, row and clause that say how it is paid; the law where no contract does. */
export const contractSource = ({ contract }: HowPaid & { readonly kind: 'known' }): string | undefined =>
  contract === undefined ? undefined : placeOf(contract);
