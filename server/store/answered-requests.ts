/** Requests that a payer has answered in the EHR, kept as sweeps meet them, so that odds learn also where no file tells. */
import { sql, type Kysely } from 'kysely';

import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { AuthorizationEvidence, EvidenceSource } from '../../domain/visit/authorization-evidence.ts';
import type { PayerFacts } from '../../domain/visit/payer.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { AnsweredContent } from './case-tables.ts';
import type { Database } from './database.ts';

/** Files and the staff's words are counted where they are kept; other sources answer no request. */
const ANSWERS: ReadonlySet<EvidenceSource> = new Set(['claim-response', 'explanation-of-benefit']);

interface MetRequests {
  readonly tenant: string;
  readonly snapshot: Snapshot;
  readonly at: Date;
}

/** A request is one row by the evidence that tells of it: its first answer stays, as the one that the odds are of. */
export async function keepAnsweredRequests(db: Kysely<Database>, met: readonly MetRequests[]): Promise<void> {
  const rows = met.flatMap(rowsOf);
  if (rows.length === 0) return;
  await db
    .insertInto('answered_request')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const rowsOf = ({ tenant, snapshot, at }: MetRequests) =>
  snapshot.authorizations.flatMap((row) => {
    const said = answerOf(row, snapshot);
    if (said === undefined) return [];
    return [{ tenant, patient_ref: snapshot.patient.ref, evidence: row.id, said: JSON.stringify(said), noted_at: at }];
  });

function answerOf(row: AuthorizationEvidence, snapshot: Snapshot): AnsweredContent | undefined {
  const granted = grantedBy(row);
  if (granted === undefined || !ANSWERS.has(row.source) || row.isPatients === false) return undefined;
  const payer = payerOf(row, snapshot);
  const products = productsOf(row, snapshot);
  if (payer === undefined || products.length === 0) return undefined;
  const decided = row.decidedOn ?? row.created;
  return { payer, products, granted, ...definedOnly({ number: row.number, asked: row.submittedOn, decided }) };
}

function grantedBy({ decision }: AuthorizationEvidence): boolean | undefined {
  if (decision === 'approved' || decision === 'approved-in-part') return true;
  return decision === 'denied' ? false : undefined;
}

/** As the answer names it, else as the coverage that it is about does; never by a reference into one record. */
function payerOf(row: AuthorizationEvidence, { coverages }: Snapshot): Omit<PayerFacts, 'ref'> | undefined {
  const told = [row.payer, coverages.find(({ ref }) => ref === row.coverage)?.payer];
  const named = told.find((payer) => payer !== undefined && payer.identifiers.length + payer.names.length > 0);
  return named === undefined ? undefined : { identifiers: named.identifiers, names: named.names };
}

/** An answer that names no code is about the product of its order. */
function productsOf({ products, orders }: AuthorizationEvidence, { visits }: Snapshot): readonly HcpcsCode[] {
  if (products.length > 0) return products;
  const ordered = visits
    .flatMap(({ drugs }) => drugs)
    .flatMap(({ order, identity }) => (orders.includes(order) && identity.kind === 'known' ? [identity.hcpcs] : []));
  return [...new Set(ordered)];
}

export interface AnsweredRequest extends AnsweredContent {
  readonly tenant: string;
  /** `Patient/p1`. */
  readonly whose: string;
}

/** The newest of each tenant. */
export async function answeredRequests(db: Kysely<Database>, most: number): Promise<readonly AnsweredRequest[]> {
  const { rows } = await sql<{ tenant: string; patient_ref: string; said: AnsweredContent }>`
    select tenant, patient_ref, said
    from (select *, row_number() over (partition by tenant order by id desc) as place from answered_request) numbered
    where place <= ${most}
  `.execute(db);
  return rows.map(({ tenant, patient_ref, said }) => ({ ...said, tenant, whose: patient_ref }));
}
