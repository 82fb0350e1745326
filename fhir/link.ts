import type { Order } from './order.ts';

/** One order joined to one booking, and how. */
export interface Link {
  readonly order: Order;
  readonly points: number;
  readonly by: 'reference' | 'score' | 'context';
}
