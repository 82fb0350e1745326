/** Looks at what became of each rule's cards, and makes the rules quieter that spend attention for nothing. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Loudness, RuleRecord } from '../../cds-hooks/loudness.ts';
import { loudnessEarned, needsApprover } from '../../cds-hooks/loudness.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import type { TriggerCode } from '../../domain/decision/trigger.ts';
import type { Database } from '../store/database.ts';
import type { LoudnessChange } from './rule-loudness.ts';
import { newestRows, recordsOfRules, setLoudness } from './rule-loudness.ts';

const TRIGGERS = new Map(
  [...ruleBook.visit, ...ruleBook.drug].map(({ id, trigger }): [string, TriggerCode | undefined] => [id, trigger]),
);

/** A rule that only an approver may quieten is proposed for it, once; every other gets quieter at once. */
export function reviewBudgets(db: Kysely<Database>, tenant: string, at: Date): Promise<readonly LoudnessChange[]> {
  return db.transaction().execute(async (transaction) => {
    // Replicas that review at the same time do it one after the other.
    await sql`select pg_advisory_xact_lock(hashtext('rule-budgets'))`.execute(transaction);
    const inForce = new Map((await newestRows(transaction, tenant, 'in-force')).map((row) => [row.rule, row.loudness]));
    const proposed = new Set((await newestRows(transaction, tenant, 'proposed')).map(({ rule }) => rule));
    const changes: LoudnessChange[] = [];
    for (const { rule, ...record } of await recordsOfRules(transaction, tenant)) {
      const now = inForce.get(rule) ?? 'as-written';
      const earned = loudnessEarned(record, now);
      if (earned === now) continue;
      const isGuarded = needsApprover(rule, TRIGGERS.get(rule));
      if (isGuarded && proposed.has(rule)) continue;
      const state = isGuarded ? 'proposed' : 'in-force';
      changes.push({ tenant, rule, loudness: earned, state, why: whyOf(record, earned), counts: record, at });
    }
    for (const change of changes) await setLoudness(transaction, change);
    return changes;
  });
}

function whyOf({ showings, actedOn, overridden }: RuleRecord, earned: Loudness): string {
  return earned === 'off'
    ? `Overridden ${String(overridden)} of ${String(showings)} times.`
    : `Acted on ${String(actedOn)} of ${String(showings)} times.`;
}
