import type { Example } from '../decision/example.ts';
import { code, exampleAuthorization, exampleDrug, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { decimal } from '../kernel/rational.ts';
import { productIsTheAuthorizedOne } from './product-is-the-authorized-one.rule.ts';

export const rule = productIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'Avastin J9035 is authorized, the biosimilar Q5118 is ordered',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [exampleDrug({ identity: { kind: 'known', hcpcs: code('Q5118'), by: 'hcpcs' }, name: 'bevacizumab' })],
        }),
      ],
      authorizations: [exampleAuthorization({ products: [code('J9035')] })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'product-mismatch',
      sentence: 'Zirabev (Q5118): auth is for J9035, not for the ordered product; Dec 15 visit not covered.',
    },
  },
  {
    title: 'The same code is the same product',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'J9181 was replaced by J9187 on October 1, 2026: an authorization for the old code covers the new one',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [exampleDrug({ identity: { kind: 'known', hcpcs: code('J9187'), by: 'hcpcs' }, name: 'etoposide' })],
        }),
      ],
      authorizations: [
        exampleAuthorization({ products: [code('J9181')], quantity: { basis: 'units', value: decimal('200') } }),
      ],
    }),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'An authorization for a drug of another ingredient is no authorization for this one',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ products: [code('J9299')] })] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
