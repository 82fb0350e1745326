/** Reads the audit records of a tenant: the newest first for a person, the oldest first for an export. */
import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

export interface AuditRecordRow {
  readonly seq: string;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string | null;
  /** The place in the chain; null until the sealer came by. */
  readonly position: string | null;
  readonly hash: string | null;
  /** The kept decision, for records of kind `decision`; else the id of a body. */
  readonly bodyId: string | null;
  /** What was written down; null where there is none, or where retention or a request has deleted it. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** The patient of a kept decision. */
  readonly decisionPatient: string | null;
}

export interface AuditQuery {
  readonly tenant: string;
  readonly kind?: string;
  readonly actor?: string;
  /** `Patient/p1`: everything that was seen or done of this patient. */
  readonly patient?: string;
  readonly from?: Date;
  readonly until?: Date;
}

export interface AuditPage {
  readonly limit: number;
  /** Records before this one (newest first), or after it (oldest first). */
  readonly beside?: string;
  readonly order: 'newest' | 'oldest';
}

/** Records of no tenant, as an import for all of them, are everybody's. */
export async function auditRecords(
  db: Kysely<Database>,
  query: AuditQuery,
  { limit, beside, order }: AuditPage,
): Promise<readonly AuditRecordRow[]> {
  const newest = order === 'newest';
  const conditions = [
    ...conditionsOf(query),
    ...(beside === undefined ? [] : [newest ? sql`e.seq < ${beside}::bigint` : sql`e.seq > ${beside}::bigint`]),
  ];
  const { rows } = await sql<AuditRecordRow>`
    select e.seq::text as seq, e.at, e.kind, e.actor, e.position::text as position, e.hash, e.body_id as "bodyId",
      b.body, c.patient_ref as "decisionPatient"
    from audit_event e
    left join audit_body b on b.id = e.body_id and e.kind <> 'decision'
    left join cds_call c on c.id = e.body_id and e.kind = 'decision'
    where ${sql.join(conditions, sql` and `)}
    order by e.seq ${newest ? sql`desc` : sql`asc`} limit ${limit}
  `.execute(db);
  return rows;
}

const conditionsOf = ({ tenant, kind, actor, from, until, patient }: AuditQuery): readonly RawBuilder<unknown>[] => [
  sql`(e.tenant = ${tenant} or e.tenant is null)`,
  ...(kind === undefined ? [] : [sql`e.kind = ${kind}`]),
  ...(actor === undefined ? [] : [sql`e.actor = ${actor}`]),
  ...(from === undefined ? [] : [sql`e.at >= ${from}::timestamptz`]),
  ...(until === undefined ? [] : [sql`e.at < ${until}::timestamptz`]),
  ...(patient === undefined ? [] : [aboutPatient(tenant, patient)]),
];

/** Found from the patient's side, so that a long chain is not walked. */
const aboutPatient = (tenant: string, patient: string): RawBuilder<unknown> => sql`e.body_id in (
  select id from audit_body where tenant = ${tenant} and body ? 'patient' and body ->> 'patient' = ${patient}
  union all
  select id from audit_body where tenant = ${tenant} and body -> 'patients' @> to_jsonb(${patient}::text)
  union all
  select id from cds_call where tenant = ${tenant} and patient_ref = ${patient})`;

/** Every record that the query finds, in the order of the chain, a page at a time. */
export async function* allAuditRecords(db: Kysely<Database>, query: AuditQuery): AsyncGenerator<AuditRecordRow> {
  let last: string | undefined;
  for (;;) {
    const beside = last === undefined ? {} : { beside: last };
    const page = await auditRecords(db, query, { limit: EXPORT_PAGE, order: 'oldest', ...beside });
    yield* page;
    last = page.at(-1)?.seq;
    if (page.length < EXPORT_PAGE) return;
  }
}

const EXPORT_PAGE = 1000;
