/** What a process remembers of the patients whom its sweeps found as they were before, until the day is over. */
import type { LedgerWords } from '../assessment/beside-ledger.ts';
import type { NewServiceStart } from '../worklist/start-of-service.ts';

/** A look that found nothing new and left nothing to settle. */
export interface LastLook {
  /** Of the record and of all that it was judged by (record-print.ts). */
  readonly print: string;
  /** Absent where nothing is kept beside the EHR. */
  readonly ledger?: { readonly print: string; readonly printNow: LedgerWords['printNow'] };
  /** Of the standings and open cases that the decision was found to agree with (stands.ts). */
  readonly stands: string;
  readonly visits: number;
  /** What is kept of the visits of the day itself. */
  readonly starts: readonly NewServiceStart[];
}

export interface LastLooks {
  readonly find: (tenant: string, patient: string) => LastLook | undefined;
  readonly remember: (tenant: string, patient: string, today: string, look: LastLook) => void;
}

/** About a kilobyte each; whoever comes later is decided at each look, as if nothing were remembered. */
const MOST = 50_000;

/**
 * Held in memory and not kept: a print holds only for the process that made it, and after a restart one sweep that decides
 * everybody makes them all again. The day is part of every print, so yesterday's are dropped.
 */
export function openLastLooks(most = MOST): LastLooks {
  let day = '';
  const looks = new Map<string, LastLook>();
  const keyOf = (tenant: string, patient: string): string => `${tenant} ${patient}`;
  return {
    find: (tenant, patient) => looks.get(keyOf(tenant, patient)),
    remember(tenant, patient, today, look) {
      // Tenants in other zones may be a day behind: theirs are made again at their next look.
      if (today > day) {
        looks.clear();
        day = today;
      }
      const key = keyOf(tenant, patient);
      if (looks.size < most || looks.has(key)) looks.set(key, look);
    },
  };
}
