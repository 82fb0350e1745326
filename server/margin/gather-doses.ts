/** Keeps beside the decisions what they tell of booked doses: the newest word on each booked visit. */
import { sql, type Kysely } from 'kysely';
import type { Decision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { decompressText } from '../store/compressed-text.ts';
import type { Database } from '../store/database.ts';
import type { DosesOfDecision } from '../store/margin-booked.ts';
import { hasStanding, markRead, readUpTo, replaceDoses } from '../store/margin-booked.ts';
import { bookedDoses, NOTHING_BOOKED } from './booked-doses.ts';

/** A decision as it was kept, still packed. */
interface KeptCall {
  readonly id: string;
  readonly service: string;
  readonly patient_ref: string;
  readonly received_at: Date;
  readonly decision: Uint8Array;
  readonly snapshot: Uint8Array;
}

/**
 * Reads what was decided since the last time; gives the number of decisions that had to be read. What was kept late,
 * with an earlier moment than one that was read already, is read in the next round: reading again changes nothing.
 */
export async function gatherDoses(db: Kysely<Database>, tenant: string): Promise<number> {
  const mark = await readUpTo(db, tenant);
  let since = new Date((mark?.getTime() ?? 0) - OVERLAP_MS);
  let count = 0;
  for (;;) {
    const end = await nextEnd(db, tenant, since);
    if (end === undefined) return count;
    const calls = await callsToRead(db, tenant, { since, end });
    await db.transaction().execute(async (transaction) => {
      for (const call of calls) await replaceDoses(transaction, await dosesOf(transaction, tenant, call));
      await markRead(transaction, tenant, end);
    });
    since = end;
    count += calls.length;
  }
}

const OVERLAP_MS = 60_000;

/** In a batch of this length all that it names fits into memory. */
const BATCH = 200;

/** The moment of the last of the next decisions about patients; of those kept in one moment all come together. */
async function nextEnd(db: Kysely<Database>, tenant: string, since: Date): Promise<Date | undefined> {
  const batch = await db
    .selectFrom('cds_call')
    .select('received_at')
    .where('tenant', '=', tenant)
    .where('received_at', '>', since)
    .where('patient_ref', 'is not', null)
    .orderBy('received_at')
    .limit(BATCH)
    .execute();
  return batch.at(-1)?.received_at;
}

/**
 * Those that may tell something new. Most hooks are about a draft and tell of no booked visit, or tell of a patient what
 * the decision before told: their marks say so, and unpacking them would take longer than deciding did.
 */
async function callsToRead(
  db: Kysely<Database>,
  tenant: string,
  { since, end }: { readonly since: Date; readonly end: Date },
): Promise<readonly KeptCall[]> {
  const { rows } = await sql<KeptCall>`
    select id, service, patient_ref, received_at, decision, snapshot from cds_call c
    where tenant = ${tenant} and received_at > ${since} and received_at <= ${end} and patient_ref is not null
      and (booked is null or booked <> ${NOTHING_BOOKED} and booked is distinct from (
        select before.booked from cds_call before
        where before.tenant = c.tenant and before.patient_ref = c.patient_ref
          and (before.received_at, before.id) < (c.received_at, c.id)
          and before.booked is distinct from ${NOTHING_BOOKED}
        order by before.received_at desc, before.id desc limit 1
      ))
    order by received_at, id
  `.execute(db);
  return rows;
}

async function dosesOf(db: Kysely<Database>, tenant: string, call: KeptCall): Promise<DosesOfDecision> {
  const decision = exactJson.parse(decompressText(call.decision)) as Decision;
  const snapshot = exactJson.parse(decompressText(call.snapshot)) as Snapshot;
  const { appointments, isAll, doses } = bookedDoses(call.service, decision, snapshot);
  return {
    tenant,
    patientRef: call.patient_ref,
    appointments,
    // A record whose visits could not be read has none to name; then what the sweep knows decides.
    isWhole: isAll && (appointments.length > 0 || !(await hasStanding(db, tenant, call.patient_ref))),
    doses: doses.map((dose) => ({ ...dose, tenant, patient_ref: call.patient_ref, decision_id: call.id })),
  };
}
