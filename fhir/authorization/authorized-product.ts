import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Coding } from '../coding.ts';
import { SYSTEM } from '../coding-systems.ts';
import { identified, keyOf } from '../medication.ts';
import type { Reading } from '../reading.ts';

/** What product an authorization names. */
export type NamedProduct =
  | { readonly kind: 'none' }
  | { readonly kind: 'codes'; readonly codes: readonly HcpcsCode[] }
  /** A procedure such as the administration (CPT 96413): it authorizes no drug. */
  | { readonly kind: 'no-drug' }
  | { readonly kind: 'unreadable' };

/**
 * HCPCS codes as written; NDC and RxNorm through the drug table, when they name exactly one product. Text is never
 * enough: an authorization for "bevacizumab" does not say which of six products.
 */
export function productNamed(
  reading: Reading,
  codings: readonly Coding[],
  hasText: boolean,
  on: PlainDate,
): NamedProduct {
  if (codings.length === 0) return { kind: hasText ? 'unreadable' : 'none' };
  const codes = codings.flatMap(hcpcsOf);
  if (codes.length > 0) return { kind: 'codes', codes: [...new Set(codes)] };
  if (codings.every(isProcedure)) return { kind: 'no-drug' };
  const identity = identified(reading.drugs, { codings, name: undefined, key: keyOf(codings, undefined) }, on);
  return identity.kind === 'known' ? { kind: 'codes', codes: [identity.hcpcs] } : { kind: 'unreadable' };
}

/** Payers that translate through X12 echo codes of one list under the name of the other. */
function hcpcsOf({ system, code }: Coding): readonly HcpcsCode[] {
  if (system !== SYSTEM.hcpcs && system !== SYSTEM.cpt) return [];
  const parsed = parseHcpcs(code);
  return parsed.ok ? [parsed.value] : [];
}

const isProcedure = ({ system, code }: Coding): boolean =>
  (system === SYSTEM.cpt || system === SYSTEM.hcpcs) && /^\d{4}[0-9A-Z]$/.test(code);
