/** Reads and sets how loudly a tenant's rules speak. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Loudness, RuleRecord, SetLoudness } from '../../cds-hooks/loudness.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';

/** What was last said of a rule. */
export interface LoudnessRow {
  readonly rule: string;
  readonly loudness: Loudness;
  readonly why: string;
  readonly counts: unknown;
  readonly actor: string | null;
  readonly at: Date;
}

/** Rules of a tenant that do not speak as they are written. */
export async function quietRules(db: Kysely<Database>, tenant: string): Promise<ReadonlyMap<string, SetLoudness>> {
  const rows = await newestRows(db, tenant, 'in-force');
  return new Map(
    rows
      .filter(({ loudness }) => loudness !== 'as-written')
      .map(({ rule, loudness, actor }) => [rule, { loudness, byBudget: actor === null }]),
  );
}

/** The newest row of each rule; of the proposals only those that nobody has decided on since. */
export async function newestRows(
  db: Kysely<Database>,
  tenant: string,
  state: 'in-force' | 'proposed',
): Promise<readonly LoudnessRow[]> {
  const { rows } = await sql<LoudnessRow>`
    select rule, loudness, why, counts, actor, at from (
      select distinct on (rule) * from rule_loudness
      where tenant = ${tenant} ${state === 'in-force' ? sql`and state = 'in-force'` : sql``}
      order by rule, id desc) newest
    where state = ${state} order by rule
  `.execute(db);
  return rows;
}

export interface RuleCount extends RuleRecord {
  readonly rule: string;
}

/** What became of each rule's cards since its loudness was set last. */
export async function recordsOfRules(db: Kysely<Database>, tenant: string): Promise<readonly RuleCount[]> {
  const { rows } = await sql<Record<keyof RuleRecord, string> & { readonly rule: string }>`
    select s.rule, count(*) as showings,
      count(*) filter (where s.outcome = 'accepted' or s.opened_at is not null) as "actedOn",
      count(*) filter (where s.outcome = 'overridden') as overridden
    from card_showing s
    where s.tenant = ${tenant} and s.shown_at > coalesce((
      select max(l.at) from rule_loudness l
      where l.tenant = s.tenant and l.rule = s.rule and l.state = 'in-force'), '-infinity')
    group by s.rule order by s.rule
  `.execute(db);
  return rows.map(({ rule, showings, actedOn, overridden }) => ({
    rule,
    ...{ showings: Number(showings), actedOn: Number(actedOn), overridden: Number(overridden) },
  }));
}

export interface LoudnessChange {
  readonly tenant: string;
  readonly rule: string;
  readonly loudness: Loudness;
  readonly state: 'in-force' | 'proposed';
  readonly why: string;
  readonly counts?: RuleRecord;
  readonly actor?: string;
  readonly at: Date;
}

/** Writes a change down together with its audit record. */
export async function setLoudness(db: Kysely<Database>, change: LoudnessChange): Promise<void> {
  const { tenant, rule, loudness, state, why, counts, actor, at } = change;
  await db
    .insertInto('rule_loudness')
    .values({
      ...{ tenant, rule, loudness, state, why, at },
      counts: counts === undefined ? null : JSON.stringify(counts),
      actor: actor ?? null,
    })
    .execute();
  await recordEvent(db, 'policy-change', {
    ...{ at, tenant, body: { what: 'rule-loudness', rule, loudness, state, why, counts } },
    ...(actor === undefined ? {} : { actor }),
  });
}

/** The app was opened from a card of this decision. */
export async function noteOpened(db: Kysely<Database>, tenant: string, decisionId: string, at: Date): Promise<void> {
  await db
    .updateTable('card_showing')
    .set({ opened_at: at })
    .where('tenant', '=', tenant)
    .where('decision_id', '=', decisionId)
    .where('opened_at', 'is', null)
    .execute();
}
