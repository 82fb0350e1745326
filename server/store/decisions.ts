/** Hook calls with their decisions and snapshots, and the rule bundles that decided them. */
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';

import { compressText, compressTextWell, decompressText } from './compressed-text.ts';
import type { CdsCallTable, Database } from './database.ts';
import { gatherReads } from './gathered-reads.ts';
import { createGroupCommit, type GroupCommitOptions, type Kept } from './group-commit.ts';
import { insertCalls, type CallRow } from './insert-calls.ts';

/** One hook call as it is kept. Absent parts are what the call did not say. */
export interface CallRecord {
  /** From `newDecisionId`. */
  readonly id: string;
  readonly tenant: string;
  /** Issuer and id of the client's token: together they are accepted once. Absent without a token. */
  readonly token?: { readonly iss: string; readonly jti: string };
  readonly service: string;
  readonly hookInstance: string;
  readonly receivedAt: Date;
  readonly answeredAt: Date;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly patientRef?: string;
  readonly userRef?: string;
  readonly role: string;
  /** The decision as JSON text; kept to the byte, as replay compares it. */
  readonly decision: string;
  /** The frozen snapshot as JSON text; kept to the byte. */
  readonly snapshot: string;
  /** SHA-256 of the rule bundle (hexadecimal). */
  readonly rulesVersion: string;
  /** The cards of the answer. */
  readonly cards: readonly unknown[];
  /** What the decision tells of booked visits, as a mark that compares. Absent: whoever wants to know reads it. */
  readonly booked?: string | undefined;
}

export interface Decisions {
  /** Resolves once the row is committed, or says why it is not. Never rejects. */
  keepDecision(call: CallRecord): Promise<Kept>;
  findDecision(tenant: string, id: string): Promise<CallRecord | undefined>;
  /** Keeps a bundle once. Throws when `version` is not the SHA-256 of `bundle`. */
  keepRuleBundle(version: string, bundle: string): Promise<void>;
  findRuleBundle(version: string): Promise<string | undefined>;
  /** Rows that wait to be written. */
  readonly waiting: number;
  /** Waits until nothing is being written any more. */
  drain(): Promise<void>;
}

/** 128 random bits in hexadecimal. Not guessable, and says nothing about the visit. */
export function newDecisionId(): string {
  return randomBytes(16).toString('hex');
}

/** The decisions of `db`. Make one per process: its callers share their commits. */
export function decisionsIn(db: Kysely<Database>, options?: GroupCommitOptions): Decisions {
  const find = gatherReads((asked: readonly DecisionKey[]) => findDecisions(db, asked));
  const writer = createGroupCommit<CallRow>((rows) => keepCalls(db, rows), options);
  return {
    keepDecision: (call) => writer.keep(rowOf(call)),
    findDecision: (tenant, id) => find({ tenant, id }),
    keepRuleBundle: (version, bundle) => keepRuleBundle(db, version, bundle),
    findRuleBundle: (version) => findRuleBundle(db, version),
    get waiting() {
      return writer.waiting;
    },
    drain: () => writer.drain(),
  };
}

/** All of them, in the caller's transaction; throws where one of them is there already. */
export async function keepDecisions(db: Kysely<Database>, calls: readonly CallRecord[]): Promise<void> {
  const inserted = await insertCalls(db, calls.map(rowOf));
  if (inserted.size !== calls.length) throw new Error('a decision is there already');
}

async function keepCalls(db: Kysely<Database>, rows: readonly CallRow[]): Promise<readonly boolean[]> {
  const inserted = await insertCalls(db, rows);
  if (inserted.size === rows.length) return rows.map(() => true);
  const earlier = new Set(await earlierCommits(db, rows));
  return rows.map(({ id }) => inserted.has(id) || earlier.has(id));
}

/**
 * Of a commit whose answer got lost the rows are there. Their ids are random, so a row with the id and token of the
 * caller is the caller's own and no replay.
 */
async function earlierCommits(db: Kysely<Database>, rows: readonly CallRow[]): Promise<readonly string[]> {
  const ids = rows.map(({ id }) => id);
  const found = await db.selectFrom('cds_call').select('id').where('id', 'in', ids).execute();
  return found.map(({ id }) => id);
}

interface DecisionKey {
  readonly tenant: string;
  readonly id: string;
}

/** Ids are unique among all tenants; whose a row is decides afterwards whether it was found. */
async function findDecisions(
  db: Kysely<Database>,
  asked: readonly DecisionKey[],
): Promise<readonly (CallRecord | undefined)[]> {
  const tenants = [...new Set(asked.map(({ tenant }) => tenant))];
  const ids = [...new Set(asked.map(({ id }) => id))];
  const rows = await db
    .selectFrom('cds_call')
    .selectAll()
    .where('tenant', 'in', tenants)
    .where('id', 'in', ids)
    .execute();
  return asked.map(({ tenant, id }) => {
    const row = rows.find((one) => one.id === id && one.tenant === tenant);
    return row === undefined ? undefined : callOf(row);
  });
}

async function keepRuleBundle(db: Kysely<Database>, version: string, bundle: string): Promise<void> {
  const sha256 = createHash('sha256').update(bundle).digest('hex');
  if (sha256 !== version) throw new Error(`the rule bundle's SHA-256 is ${sha256}, not ${version}`);
  await db
    .insertInto('rule_bundle')
    .values({ version, bundle: compressTextWell(bundle) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function findRuleBundle(db: Kysely<Database>, version: string): Promise<string | undefined> {
  const row = await db.selectFrom('rule_bundle').select('bundle').where('version', '=', version).executeTakeFirst();
  return row === undefined ? undefined : decompressText(row.bundle);
}

function rowOf(call: CallRecord): CallRow {
  return {
    id: call.id,
    tenant: call.tenant,
    iss: call.token?.iss ?? null,
    jti: call.token?.jti ?? null,
    service: call.service,
    hook_instance: call.hookInstance,
    received_at: call.receivedAt,
    answered_at: call.answeredAt,
    today: call.today,
    patient_ref: call.patientRef ?? null,
    user_ref: call.userRef ?? null,
    role: call.role,
    decision: compressText(call.decision),
    snapshot: compressText(call.snapshot),
    rules_version: call.rulesVersion,
    cards: JSON.stringify(call.cards),
    booked: call.booked ?? null,
  };
}

function callOf(row: Selectable<CdsCallTable>): CallRecord {
  return {
    id: row.id,
    tenant: row.tenant,
    ...(row.iss !== null && row.jti !== null && { token: { iss: row.iss, jti: row.jti } }),
    service: row.service,
    hookInstance: row.hook_instance,
    receivedAt: row.received_at,
    answeredAt: row.answered_at,
    today: row.today,
    ...(row.patient_ref !== null && { patientRef: row.patient_ref }),
    ...(row.user_ref !== null && { userRef: row.user_ref }),
    role: row.role,
    decision: decompressText(row.decision),
    snapshot: decompressText(row.snapshot),
    rulesVersion: row.rules_version,
    cards: row.cards as readonly unknown[],
  };
}
