/** Who may do what and how is decided stands in files: a start that finds them changed leaves a record in the chain. */
import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Policy } from '../../domain/visit/policy.ts';
import { policiesVersion } from '../../reference-data/policy-pack.ts';
import type { Tenant } from '../config/config.schema.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { ConfigurationContent } from '../store/operation-tables.ts';
import { flatContent } from './flat-content.ts';

/** The actor of a change that came with a file: nobody signed in to make it. */
const CONFIGURATION = 'configuration';
const MOST_NAMED = 500;

interface Part {
  readonly part: 'roles' | 'thresholds' | 'policies';
  readonly kind: 'role-change' | 'policy-change';
  readonly content: ConfigurationContent;
  readonly version?: string;
}

/**
 * Compares roles, thresholds and configured policy files of each tenant with those last recorded, and records what is
 * new or other with hashes, versions and the fields that changed. Of replicas that start together one records.
 */
export async function recordConfiguration(
  db: Kysely<Database>,
  { tenants, policies, at }: { tenants: readonly Tenant[]; policies: readonly Policy[]; at: Date },
): Promise<void> {
  for (const tenant of tenants)
    for (const part of partsOf(tenant, policies))
      await db.transaction().execute((transaction) => recordPart(transaction, tenant.id, part, at));
}

/** Without secrets and names of people: connections are left out whole. */
function partsOf(tenant: Tenant, policies: readonly Policy[]): readonly Part[] {
  const { roles, staff, timeZone, holidays, sites, cards, routing, margin, waste, retention, cdsClient } = tenant;
  const { jwks: _keys, ...trusted } = cdsClient;
  const thresholds = { timeZone, holidays, sites, cards, routing, margin, waste, retention, cdsClient: trusted };
  const people = Object.fromEntries(staff.map(({ id, ...more }) => [id, more]));
  const packs = Object.fromEntries(policies.map((policy) => [policy.id, hashOf(flatContent({ policy }))]));
  return [
    { part: 'roles', kind: 'role-change', content: flatContent({ roles, staff: people }) },
    { part: 'thresholds', kind: 'policy-change', content: flatContent(thresholds) },
    { part: 'policies', kind: 'policy-change', content: packs, version: policiesVersion(policies) },
  ];
}

/** Whoever comes second waits for the row of the first, and finds nothing to record. */
async function recordPart(db: Transaction<Database>, tenant: string, now: Part, at: Date): Promise<void> {
  const { part, kind, content, version = null } = now;
  const hash = hashOf(content);
  const row = { tenant, part, hash, version, content: JSON.stringify(content), at };
  const first = await db
    .insertInto('configuration_recorded')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('part')
    .executeTakeFirst();
  const before = first === undefined ? await recordedNow(db, tenant, part) : undefined;
  if (before?.hash === hash) return;
  if (before !== undefined)
    await db
      .updateTable('configuration_recorded')
      .set(row)
      .where('tenant', '=', tenant)
      .where('part', '=', part)
      .execute();
  const after = { hash, ...(version === null ? {} : { version }) };
  await recordEvent(db, kind, {
    ...{ at, tenant, actor: CONFIGURATION },
    body: { what: `configuration-${part}`, ...(before === undefined ? {} : changeOf(before, content)), after },
  });
}

const recordedNow = (db: Transaction<Database>, tenant: string, part: string) =>
  db
    .selectFrom('configuration_recorded')
    .select(['hash', 'version', 'content'])
    .where('tenant', '=', tenant)
    .where('part', '=', part)
    .forUpdate()
    .executeTakeFirstOrThrow();

interface Recorded {
  readonly hash: string;
  readonly version: string | null;
  readonly content: ConfigurationContent;
}

function changeOf({ hash, version, content: was }: Recorded, now: ConfigurationContent) {
  const paths = [...new Set([...Object.keys(was), ...Object.keys(now)])].filter((path) => was[path] !== now[path]);
  return {
    before: { hash, ...(version === null ? {} : { version }) },
    changed: paths.slice(0, MOST_NAMED).map((path) => ({ path, was: was[path], now: now[path] })),
    ...(paths.length > MOST_NAMED ? { furtherChanged: paths.length - MOST_NAMED } : {}),
  };
}

const hashOf = (content: ConfigurationContent): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(content).sort()))
    .digest('hex');
