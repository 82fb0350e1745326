import { z } from 'zod';
import { pagesOf } from '../../api-contract/page.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import { role as roleSchema, sightOf } from '../../api-contract/role.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { HookUser } from '../../cds-hooks/hook-service.ts';
import { userIdSchema } from '../../cds-hooks/context-fields.schema.ts';
import type { ProvenLaunch } from '../auth/open-session.ts';
import { findSession, openSession } from '../store/sessions.ts';
import type { Session } from '../store/sessions.ts';
import type { AppDeps } from './deps.ts';
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
  readonly shown: Shown;
}

/** What the page is told again when it asks who is signed in. */
type Shown = Pick<SessionView, 'user' | 'open' | 'features'> & Partial<Pick<SessionView, 'patient'>>;

const sealedSchema = z.object({ accessToken: z.string(), shown: z.unknown() });

/** Keeps a proved launch and gives the page its bearer. */
export async function keepLaunch(deps: AppDeps, launch: ProvenLaunch): Promise<string> {
  const { user } = launch.user;
  return openSession(deps.db, deps.secretKey, {
    tenant: launch.tenant.id,
    userRef: `${user.type}/${user.id}`,
    role: launch.role,
    ...(launch.patient === undefined ? {} : { patientRef: launch.patient.ref }),
    accessToken: JSON.stringify({ accessToken: launch.accessToken, shown: shownOf(launch) }),
    createdAt: deps.now(),
    expiresAt: launch.expiresAt,
  });
}

export function sessionViewOf({ tenant, site }: TenantDesk, shown: Shown, expiresAt: Date): SessionView {
  return { expiresAt: expiresAt.toISOString(), today: site.today(), tenant: { name: tenant.name }, ...shown };
}

export function shownOf({ user, role, patient, open, needPatientBanner }: ProvenLaunch): Shown {
  return {
    user: { role, ...(user.name === undefined ? {} : { name: user.name }) },
    ...(patient === undefined ? {} : { patient }),
    open,
    features: { needPatientBanner, pages: pagesOf(role) },
  };
}

/** The session of a bearer; undefined where it is unknown, over, or of a tenant that is configured no more. */
export async function sessionOf(deps: AppDeps, authorization: string | undefined): Promise<AppSession | undefined> {
  const bearer = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(authorization ?? '')?.[1];
  if (bearer === undefined) return undefined;
  const row = await findSession(deps.db, deps.secretKey, bearer, deps.now());
  const desk = row === undefined ? undefined : deps.desks.get(row.tenant);
  return row === undefined || desk === undefined ? undefined : opened(bearer, row, desk);
}

function opened(bearer: string, row: Session, desk: TenantDesk): AppSession {
  const sealed = sealedSchema.parse(JSON.parse(row.accessToken));
  return {
    bearer,
    desk,
    user: userIdSchema.parse(row.userRef),
    role: roleSchema.parse(row.role),
    ...(row.patientRef === undefined ? {} : { patientRef: row.patientRef }),
    accessToken: sealed.accessToken,
    expiresAt: row.expiresAt,
    shown: sealed.shown as Shown,
  };
}

export const sightOfSession = ({ role }: AppSession) => sightOf(role);
