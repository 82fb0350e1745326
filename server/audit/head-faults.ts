/** Whether the chain ends where it should: by its own head, by the decisions that point into it, by a head noted before. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { AuditFault, NotedHead } from './audit-report.ts';

export interface ChainEnd {
  /** Place and hash of the last record that is there. */
  readonly last: bigint;
  readonly hash: string;
  readonly head: NotedHead;
  readonly noted: NotedHead | undefined;
  /** The hash that is at the noted place now. */
  readonly notedHash: string | undefined;
}

export async function headFaults(db: Kysely<Database>, end: ChainEnd): Promise<readonly AuditFault[]> {
  const cutOff = end.last < end.head.position || (await pointsBeyond(db));
  return [
    ...(cutOff ? [fault(end.last + 1n, 'truncated')] : []),
    ...(end.last === end.head.position && end.hash !== end.head.hash ? [fault(end.last, 'changed')] : []),
    ...(end.last > end.head.position ? [fault(end.head.position + 1n, 'changed')] : []),
    ...notedFaults(end),
  ];
}

const fault = (at: bigint, kind: AuditFault['kind']): AuditFault => ({ at: Number(at), kind });

function notedFaults({ last, noted, notedHash }: ChainEnd): readonly AuditFault[] {
  if (noted === undefined || noted.position === 0n) return [];
  if (noted.position > last) return [fault(last + 1n, 'truncated')];
  return notedHash === noted.hash ? [] : [fault(noted.position, 'changed')];
}

/** A decision that was sealed names its record; one that is not there was cut off, or taken out. */
async function pointsBeyond(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select c.id from cds_call c
    where c.sealed_seq is not null and c.sealed_seq > (select coalesce(max(seq), 0) from audit_event) limit 1
  `.execute(db);
  return rows.length > 0;
}
