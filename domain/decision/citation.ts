import type { InForce } from '../kernel/in-force.ts';
import type { PlainDate } from '../kernel/plain-date.ts';

/** Where a rule comes from and when it holds. A rule that is not in force on the day of service is not asked. */
export interface Citation {
  readonly document: string;
  readonly section?: string;
  readonly url?: string;
  readonly readOn: PlainDate;
  readonly inForce: InForce;
}
