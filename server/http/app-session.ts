import { z } from 'zod';
import { pagesOf } from '../../api-contract/page.schema.ts';
import { role as roleSchema, sightOf } from '../../api-contract/role.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { userIdSchema } from '../../cds-hooks/context-fields.schema.ts';
import type { ProvenLaunch } from '../auth/open-session.ts';
import { findSession, openSession } from '../store/sessions.ts';
import type { Session } from '../store/sessions.ts';
import type { AppDeps } from './deps.ts';
import type { AppSession, ShownSession } from './session-facts.ts';
import type { TenantDesk } from './tenant-desk.ts';
import { userRefOf } from '../auth/user-ref.ts';

const sealedSchema = z.object({ accessToken: z.string(), shown: z.unknown() });

/** Keeps a proved launch and gives the page its bearer. */
export async function keepLaunch(deps: AppDeps, launch: ProvenLaunch): Promise<string> {
  const { user } = launch.user;
  return openSession(deps.db, deps.secretKey, {
    tenant: launch.tenant.id,
    userRef: userRefOf(user),
    role: launch.role,
    ...(launch.patient === undefined ? {} : { patientRef: launch.patient.ref }),
    accessToken: JSON.stringify({ accessToken: launch.accessToken, shown: shownOf(launch) }),
    createdAt: deps.now(),
    expiresAt: launch.expiresAt,
  });
}

export function sessionViewOf({ tenant, site }: TenantDesk, shown: ShownSession, expiresAt: Date): SessionView {
  return { expiresAt: expiresAt.toISOString(), today: site.today(), tenant: { name: tenant.name }, ...shown };
}

export function shownOf({ user, role, patient, open, needPatientBanner, styleUrl }: ProvenLaunch): ShownSession {
  return {
    user: { role, ...(user.name === undefined ? {} : { name: user.name }) },
    ...(patient === undefined ? {} : { patient }),
    open,
    features: { needPatientBanner, pages: pagesOf(role), ...(styleUrl === undefined ? {} : { styleUrl }) },
  };
}

/** The session of a bearer; undefined where it is unknown, over, or of a tenant that is configured no more. */
export async function sessionOf(deps: AppDeps, authorization: string | undefined): Promise<AppSession | undefined> {
  const bearer = bearerIn(authorization);
  if (bearer === undefined) return undefined;
  const row = await findSession(deps.db, deps.secretKey, bearer, deps.now());
  const desk = row === undefined ? undefined : deps.desks.get(row.tenant);
  if (row === undefined || desk === undefined) return undefined;
  const session = opened(bearer, row, desk);
  deps.recentSessions?.remember(session);
  return session;
}

export const bearerIn = (authorization: string | undefined): string | undefined =>
  /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(authorization ?? '')?.[1];

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
    shown: sealed.shown as ShownSession,
  };
}

export const sightOfSession = ({ role }: AppSession) => sightOf(role);
