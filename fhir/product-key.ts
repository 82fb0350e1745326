import type { DrugIdentity } from '../domain/visit/drug-facts.ts';

/** Two orders with one key are orders of one product, as far as the record can tell. */
export function productKey(identity: DrugIdentity): string {
  switch (identity.kind) {
    case 'known':
    case 'unlisted':
      return identity.hcpcs;
    case 'several':
      return [...identity.candidates].sort().join('|');
    case 'not-infused':
    case 'unknown':
      return identity.name.toLowerCase();
  }
}
