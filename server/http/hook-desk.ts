import type { Kept } from '../store/group-commit.ts';
import type { CallRecord } from '../store/decisions.ts';
import type { HookTrust } from '../auth/hook-jwt.ts';
import type { Assessor } from '../assessment/assess-patient.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import type { Log } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { HookMemory } from './hook-memory.ts';
import type { TenantDesk } from './tenant-desk.ts';

/** Everything that answering a hook, or the app, needs from the world; handed in, so that a test may hand in its own. */
export interface HookDesk {
  readonly publicUrl: string;
  readonly desks: ReadonlyMap<string, TenantDesk>;
  readonly trust: HookTrust;
  readonly assessor: Assessor;
  /** SHA-256 of the rules behind the assessor's `decide`. */
  readonly rulesVersion: string;
  readonly keepDecision: (call: CallRecord) => Promise<Kept>;
  /** Puts what was decided on the worklist, after the answer. */
  readonly openCases: (call: DecidedCall) => void;
  /** Absent where nothing is remembered from one call to the next: then no card is ever held back. */
  readonly memory?: HookMemory;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
  /** After so long the caller is refused, whatever hangs. Absent: 20 seconds. */
  readonly longestAnswerMs?: number;
}
