import type { OppsTable } from '../margin/opps-table.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';

/** What `margin` prices with where a line brings no price of its own. */
export interface PriceTables extends DrugIndex {
  /** Hospital rates that were imported. */
  readonly opps?: OppsTable;
  /** Where nothing could have been imported yet: then the answer says that the shipped table is meant. */
  readonly table?: 'shipped';
}

/** The imported prices cannot be read now; the message is a sentence for people. An older table never stands in. */
export class PriceTablesUnread extends Error {
  constructor(why: string) {
    super(`the payment limits in force cannot be read: ${why}`);
    this.name = 'PriceTablesUnread';
  }
}
