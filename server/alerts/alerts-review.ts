/** The review of alerts as the governance council reads it. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { AlertsView, RuleAlerts } from '../../api-contract/alerts.schema.ts';
import type { RuleRecord } from '../../cds-hooks/loudness.ts';
import { BUDGET, needsApprover } from '../../cds-hooks/loudness.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import type { TriggerCode } from '../../domain/decision/trigger.ts';
import type { Database } from '../store/database.ts';
import type { LoudnessRow } from './rule-loudness.ts';
import { newestRows, recordsOfRules } from './rule-loudness.ts';

interface KnownRule {
  readonly title: string;
  readonly trigger?: TriggerCode;
}

/** What may lead a card: every rule of the book, and the moments that speak without one. */
const KNOWN: ReadonlyMap<string, KnownRule> = new Map<string, KnownRule>([
  ...[...ruleBook.visit, ...ruleBook.drug].map((rule): [string, KnownRule] => [rule.id, rule]),
  ['verify/hold-mixing', { title: 'Nothing is mixed that is not authorized' }],
]);

/** Known by the book, or by a card that was shown. */
export async function isKnownRule(db: Kysely<Database>, tenant: string, rule: string): Promise<boolean> {
  if (KNOWN.has(rule)) return true;
  const shown = await db
    .selectFrom('card_showing')
    .select('rule')
    .where('tenant', '=', tenant)
    .where('rule', '=', rule)
    .limit(1)
    .executeTakeFirst();
  return shown !== undefined;
}

export async function alertsReview(db: Kysely<Database>, tenant: string, mayDecide: boolean): Promise<AlertsView> {
  const { info, off } = BUDGET;
  return {
    rules: await rulesOf(db, tenant),
    overrides: await overridesOf(db, tenant),
    budget: {
      ...{ infoShowings: info.showings, infoLeastActedOn: info.leastActedOn },
      ...{ offShowings: off.showings, offMostOverridden: off.mostOverridden },
    },
    mayDecide,
  };
}

/** Every rule that has been shown or set; the most shown first. */
async function rulesOf(db: Kysely<Database>, tenant: string): Promise<RuleAlerts[]> {
  const records = new Map((await recordsOfRules(db, tenant)).map((record) => [record.rule, record]));
  const inForce = new Map((await newestRows(db, tenant, 'in-force')).map((row) => [row.rule, row]));
  const proposed = new Map((await newestRows(db, tenant, 'proposed')).map((row) => [row.rule, row]));
  const reasons = await reasonsOf(db, tenant);
  const rules = [...new Set([...records.keys(), ...inForce.keys(), ...proposed.keys()])].map((rule): RuleAlerts => ({
    ...{ rule, title: KNOWN.get(rule)?.title ?? rule },
    needsApprover: needsApprover(rule, KNOWN.get(rule)?.trigger),
    ...triggerOf(rule),
    ...countsOf(records.get(rule)),
    reasons: reasons.filter((one) => one.rule === rule).map(({ code, count }) => ({ code, count: Number(count) })),
    ...changeOf(inForce.get(rule)),
    ...proposalOf(proposed.get(rule)),
  }));
  return rules.sort((one, other) => other.showings - one.showings || (one.rule < other.rule ? -1 : 1));
}

function triggerOf(rule: string): Pick<RuleAlerts, 'trigger'> {
  const trigger = KNOWN.get(rule)?.trigger;
  return trigger === undefined ? {} : { trigger };
}

const NOTHING_SHOWN: RuleRecord = { showings: 0, actedOn: 0, overridden: 0 };

const countsOf = ({ showings, actedOn, overridden }: RuleRecord = NOTHING_SHOWN) => ({ showings, actedOn, overridden });

function changeOf(set: LoudnessRow | undefined): Pick<RuleAlerts, 'loudness' | 'lastChange'> {
  if (set === undefined) return { loudness: 'as-written' };
  const { loudness, at, why, actor } = set;
  return { loudness, lastChange: { at: at.toISOString(), why, by: actor ?? 'the alert budget' } };
}

const proposalOf = (wanted: LoudnessRow | undefined): Pick<RuleAlerts, 'proposed'> =>
  wanted === undefined ? {} : { proposed: { loudness: wanted.loudness, at: wanted.at.toISOString(), why: wanted.why } };

interface CountedReason {
  readonly rule: string;
  readonly code: string;
  readonly count: string;
}

async function reasonsOf(db: Kysely<Database>, tenant: string): Promise<readonly CountedReason[]> {
  const { rows } = await sql<CountedReason>`
    select rule, coalesce(reason_code, 'none given') as code, count(*) as count from card_showing
    where tenant = ${tenant} and outcome = 'overridden' group by 1, 2 order by 1, 3 desc, 2
  `.execute(db);
  return rows;
}

const MOST_OVERRIDES = 200;

async function overridesOf(db: Kysely<Database>, tenant: string): Promise<AlertsView['overrides']> {
  const rows = await db
    .selectFrom('feedback as f')
    .innerJoin('card_showing as s', (join) =>
      join.onRef('s.tenant', '=', 'f.tenant').onRef('s.card_uuid', '=', 'f.card_uuid'),
    )
    .select(['f.happened_at', 's.rule', 'f.service', 'f.reason_code', 'f.comment'])
    .where('f.tenant', '=', tenant)
    .where('f.outcome', '=', 'overridden')
    .orderBy('f.happened_at', 'desc')
    .limit(MOST_OVERRIDES)
    .execute();
  return rows.map(({ happened_at: at, rule, service, reason_code: reason, comment }) => ({
    at: at.toISOString(),
    rule,
    service,
    ...(reason === null ? {} : { reason }),
    ...(comment === null ? {} : { comment }),
  }));
}
