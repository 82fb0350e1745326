import type { AuthorizationDecision, AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { codingsOf, namesOf } from '../coding.ts';
import type { Element } from '../element.ts';
import { given, present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { noteGap } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { authorizedQuantity } from './authorized-quantity.ts';
import { productNamed } from './authorized-product.ts';
import type { ClaimLine } from './requested-claim.ts';

/** The decision once the product has been read: what names no drug is no evidence, what cannot be read decides nothing. */
export interface ProductAndDecision {
  readonly decision: AuthorizationDecision;
  readonly products: readonly HcpcsCode[];
}

/** Undefined when the row speaks of something that is no drug; a gap tells that it was there. */
export function withProduct(
  reading: Reading,
  response: Resource,
  product: Element | undefined,
  decision: AuthorizationDecision,
): ProductAndDecision | undefined {
  const codings = codingsOf(product, reading.faults);
  const named = productNamed(reading, codings, namesOf(product, reading.faults).length > 0, reading.today);
  switch (named.kind) {
    case 'none':
      return { decision, products: [] };
    case 'codes':
      return { decision, products: named.codes };
    case 'no-drug':
      noteGap(reading, response, '', 'an authorization that names a procedure and no drug');
      return undefined;
    case 'unreadable':
      noteGap(reading, response, '', 'an authorization whose product cannot be read');
      return { decision: 'unreadable', products: [] };
  }
}

/** What was asked for, to tell a partial approval. */
export function requestedBy(
  reading: Reading,
  line: ClaimLine | undefined,
): AuthorizationEvidence['requested'] | undefined {
  const quantity = given(line?.quantity, (asked) => authorizedQuantity(asked, reading.faults));
  const units = quantity?.basis === 'units' ? quantity.value : undefined;
  const days = line?.serviced;
  if (units === undefined && days === undefined) return undefined;
  return present({ units, ...days });
}
