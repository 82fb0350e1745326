import type { MarginTerms, PriceDesk } from '../../server/margin/margin-facts.ts';
import { one } from '../../domain/kernel/rational.ts';
import { NO_OPPS } from '../../server/margin/opps-table.ts';

/** A tenant that has said nothing. */
export const NO_TERMS: MarginTerms = {
  patientCollectability: one,
  scenarios: [],
  rulesOff: [],
  programs: new Map(),
  departments: new Map(),
  statusIndicators: new Map(),
  surgeryCenterIndicators: new Map(),
  inpatientDeductibles: new Map(),
};

/** Neither contracts nor anything else that drugs are priced by. */
export const NO_OTHER_PRICES: Pick<PriceDesk, 'contracts' | 'listPrices' | 'charges' | 'scenarioPrices' | 'opps'> = {
  contracts: [],
  listPrices: new Map(),
  charges: new Map(),
  scenarioPrices: new Map(),
  opps: NO_OPPS,
};
