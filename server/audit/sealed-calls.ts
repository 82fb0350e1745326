/** What the chain hashes of bodies and kept decisions. Hashed in the database: long texts need not travel for that. */
import { sql } from 'kysely';

/** A time as JSON writes it, to the microsecond and in UTC: the same text in every session, and cheaper than to_char. */
const jsonTime = (column: string) => sql`(${sql.ref(column)} at time zone 'UTC')`;

export const microTime = (column: string) => sql<string>`(to_json(${jsonTime(column)}) #>> '{}')`;

/** The salted hash of a body `b`: PostgreSQL writes the same text of the same jsonb. */
export const bodyHash = sql<string>`encode(sha256(b.salt || convert_to(b.body::text, 'UTF8')), 'hex')`;

/**
 * The salted hash of a kept decision `c`: everything in its row but the mark of booked visits, which
 * can be made again from the decision. Without the salt, which goes with the row, nothing of a
 * deleted decision can be guessed from the chain.
 */
export const callHash = (salt: string) => sql<string>`
  encode(sha256(${sql.ref(salt)} || convert_to(json_build_array(1, c.id, c.tenant, c.iss, c.jti, c.service,
    c.hook_instance, ${jsonTime('c.received_at')}, ${jsonTime('c.answered_at')}, c.today::text, c.patient_ref,
    c.user_ref, c.role, c.rules_version, encode(sha256(c.decision), 'hex'), encode(sha256(c.snapshot), 'hex'),
    encode(sha256(convert_to(c.cards::text, 'UTF8')), 'hex'))::text, 'UTF8')), 'hex')`;
