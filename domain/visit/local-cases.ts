import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { PayerFacts } from './payer.ts';

/** How one payer has answered the clinic's own requests for one product, each request once, by its first decision. */
export interface LocalCases {
  readonly payer: PayerFacts;
  readonly hcpcs: HcpcsCode;
  readonly decided: number;
  /** Granted whole or in part. */
  readonly approved: number;
  /** The newest requests of which both days are known. */
  readonly answers: readonly LocalAnswer[];
}

export interface LocalAnswer {
  readonly asked: PlainDate;
  readonly decided: PlainDate;
}
