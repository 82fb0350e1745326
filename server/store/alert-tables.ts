/** The table of how loudly rules speak. */
import type { ColumnType, Generated } from 'kysely';

export interface AlertTables {
  rule_loudness: RuleLoudnessTable;
}

/** Append-only: what was set or proposed for a rule, by whom and why. The newest row `in-force` counts. */
export interface RuleLoudnessTable {
  id: Generated<string>;
  tenant: string;
  rule: string;
  loudness: 'as-written' | 'info' | 'off';
  state: 'in-force' | 'proposed';
  why: string;
  /** The record that it rests on, where a count called for it. */
  counts: ColumnType<unknown, string | null, never>;
  /** `Practitioner/n1`; null where the budget did it by itself. */
  actor: string | null;
  at: Date;
}
