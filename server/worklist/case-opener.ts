import type { Kysely } from 'kysely';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { openCase } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { DecidedCall } from './cases-of-decision.ts';
import { casesOfDecision } from './cases-of-decision.ts';

export interface CaseOpener {
  /** Returns at once; nobody waits at the booking screen for the worklist. */
  readonly open: (call: DecidedCall) => void;
  /** Resolves when every case that was to be opened is, or has failed and said so. */
  readonly drain: () => Promise<void>;
}

/** Opens the cases of each decision one after the other, so that two calls about one visit meet one open case. */
export function caseOpener(db: Kysely<Database>, log: Log): CaseOpener {
  let last = Promise.resolve();
  return {
    open(call) {
      const cases = casesOfDecision(call);
      if (cases.length === 0) return;
      last = last.then(async () => {
        for (const work of cases) await openCase(db, work);
      });
      last = last.catch((error: unknown) => {
        log.error('cases not opened', { decision: call.decisionId, tenant: call.tenant, error: errorFields(error) });
      });
    },
    drain: () => last,
  };
}
