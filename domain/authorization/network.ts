import type { DrugCase } from './drug-case.ts';

const OUT_OF_NETWORK = /out.{0,4}network|non.?participating/i;

/**
 * Whether the payer itself, in any answer about this drug, called the provider or site out of its network. No other
 * source tells: a network that nobody mentions is unknown, and counts neither way.
 */
export const isOutOfNetwork = ({ snapshot, drug, hcpcs }: DrugCase): boolean =>
  snapshot.authorizations.some(
    ({ products, orders, reasons }) =>
      reasons.some((reason) => OUT_OF_NETWORK.test(reason)) &&
      (orders.includes(drug.order) || (hcpcs !== undefined && products.includes(hcpcs))),
  );
