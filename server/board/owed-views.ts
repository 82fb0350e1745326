/** Views that could not be recorded because the database was away; recorded when it is back. A dying process loses them. */
import type { AuditRecord } from '../store/audit.ts';

export interface OwedViews {
  readonly add: (view: AuditRecord) => void;
  readonly next: () => AuditRecord | undefined;
  readonly putBack: (view: AuditRecord) => void;
}

/** Beyond this an outage is longer than the sessions that can look. */
const MOST = 10_000;

export function owedViews(): OwedViews {
  const views: AuditRecord[] = [];
  return {
    add: (view) => {
      if (views.length < MOST) views.push(view);
    },
    next: () => views.shift(),
    putBack: (view) => {
      views.unshift(view);
    },
  };
}
