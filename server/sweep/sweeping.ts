/** What one run of the sweep works with. */
import type { Kysely } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Assessor } from '../assessment/assess-patient.ts';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Log } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { StaffSettings } from '../worklist/own-critical.ts';
import type { BackendToken } from './backend-token.ts';
import type { LastLooks } from './last-looks.ts';

/** Which run, and by whom: a process that lost its lease keeps nothing any more. */
export interface SweepRun {
  readonly id: string;
  readonly holder: string;
  readonly tenant: string;
  readonly rulesVersion: string;
  /** Who may be given a critical case. */
  readonly staff: StaffSettings;
  readonly isSilent: boolean;
}

export interface Sweeping {
  readonly db: Kysely<Database>;
  readonly desk: TenantDesk;
  readonly token: BackendToken;
  readonly assessor: Assessor;
  readonly lastLooks: LastLooks;
  readonly run: SweepRun;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly now: () => Date;
  readonly log: Log;
  /** Ends the run between two patients: the lease was lost, or the server stops. */
  readonly signal: AbortSignal;
  readonly progress: (done: number, of: number) => void;
}
