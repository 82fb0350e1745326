import type { Snapshot } from '../visit/snapshot.ts';
import type { Severity, VerdictKind } from './finding.ts';

/**
 * A worked example: the course, which booked visit is judged (0 is the first), and what the rule must say of it.
 * One list serves the tests, the printed rule book and people who review rules without reading code.
 */
export interface Example {
  /** A sentence with the numbers in it. */
  readonly title: string;
  readonly given: Snapshot;
  readonly visit?: number;
  readonly expect: {
    readonly verdict: VerdictKind;
    readonly reason: string;
    readonly severity?: Severity;
    readonly missing?: readonly string[];
    readonly sentence?: string;
  };
}
