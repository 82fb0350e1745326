import type { Role } from '../../api-contract/role.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { HookUser } from '../../cds-hooks/hook-service.ts';
import type { TenantDesk } from './tenant-desk.ts';

/** Who is signed in, for whom, and with which access. Lives in one row; its secrets are sealed there. */
export interface AppSession {
  readonly bearer: string;
  readonly desk: TenantDesk;
  readonly user: HookUser;
  readonly role: Role;
  readonly patientRef?: string;
  readonly accessToken: string;
  readonly expiresAt: Date;
  readonly shown: ShownSession;
}

/** What the page is told again when it asks who is signed in. */
export type ShownSession = Pick<SessionView, 'user' | 'open' | 'features'> & Partial<Pick<SessionView, 'patient'>>;
