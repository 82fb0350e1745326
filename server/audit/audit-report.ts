/** What a check of the audit chain says. */
import type { Link } from './links.ts';

/**
 * - `changed`: the record no longer says what was sealed.
 * - `deleted`: a place in the chain is empty.
 * - `reordered`: the record follows another one than it was sealed after.
 * - `truncated`: the chain ends before a record that it once held.
 * - `body-changed`, `body-missing`: the same for what lies beside the chain; a body whose deletion is recorded is no fault.
 * - `unguarded`: a trigger that refuses changes is missing or switched off.
 */
export type AuditFaultKind =
  'changed' | 'deleted' | 'reordered' | 'truncated' | 'body-changed' | 'body-missing' | 'unguarded';

export interface AuditFault {
  /** The place in the chain, or the name of what is unguarded. */
  readonly at: number | string;
  readonly kind: AuditFaultKind;
}

export interface AuditReport {
  readonly records: number;
  readonly sealed: number;
  readonly unsealed: number;
  readonly ok: boolean;
  readonly faults: readonly AuditFault[];
  /** Bodies that retention or a request deleted, as the chain itself records. */
  readonly deletedBodies: number;
  /** The last link, to be noted elsewhere and given to `--head` later. */
  readonly head: string;
}

/** A head that was noted before: `position:hash`. */
export interface NotedHead {
  readonly position: bigint;
  readonly hash: string;
}

/** What became of what lies beside a record: `gone` is a fault unless the chain records its deletion. */
export type BodyState = 'none' | 'same' | 'changed' | 'gone';

/** A sealed record as it is read for checking. */
export interface SealedRow extends Link {
  readonly position: bigint;
  readonly before: string;
  readonly hash: string;
  readonly body: BodyState;
}
