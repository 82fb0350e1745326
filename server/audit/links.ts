/** What the chain hashes. Changing a byte of this breaks every chain there is. */
import { hash } from 'node:crypto';

/** One record of the chain, times as text to the microsecond in UTC. */
export interface Link {
  readonly seq: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly tenant: string | null;
  readonly bodyId: string | null;
  readonly bodyHash: string | null;
}

/** What the first record follows. */
export const BEGINNING = '0'.repeat(64);

/** The hash of a record at its place in the chain: over the place, the hash before it and everything it says. */
export function linkHash(position: bigint, before: string, link: Link): string {
  const { seq, at, kind, actor, tenant, bodyId, bodyHash } = link;
  return sha256(JSON.stringify([1, position.toString(), before, seq, at, kind, actor, tenant, bodyId, bodyHash]));
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');
