import type { OpenSession, SessionView } from '../../api-contract/session.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { SiteDesk } from '../assessment/assess-patient.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { FhirCall, FhirProblem } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import type { ProvenUser } from './id-token.ts';
import { proveUser } from './id-token.ts';
import { provePatient } from './prove-patient.ts';
import type { ProvenPatient } from './prove-patient.ts';
import { roleOfUser } from './role-of-user.ts';
import type { SmartDiscovery } from './smart-discovery.ts';

/** Why a launch gives no session. `why` is for the log, `code` for the page. */
export interface LaunchRefused {
  readonly code: 'bad-request' | 'launch-refused' | 'not-allowed' | 'ehr-unreachable' | 'ehr-too-slow';
  readonly why: string;
}

export interface LaunchDesk {
  readonly tenants: readonly {
    readonly tenant: Tenant;
    readonly gateway: FhirGateway;
    readonly site: Pick<SiteDesk, 'today'>;
  }[];
  readonly discovery: SmartDiscovery;
  /** True for the first caller of one token, false ever after. */
  readonly useOnce: (tenant: string, user: ProvenUser, until: Date) => Promise<boolean>;
  readonly now: () => Date;
}

/** Everything that a session knows; the access token is sealed where it is kept. */
export interface ProvenLaunch {
  readonly tenant: Tenant;
  readonly user: ProvenUser;
  readonly role: Role;
  readonly patient?: ProvenPatient;
  readonly accessToken: string;
  readonly open: SessionView['open'];
  readonly needPatientBanner: boolean;
  /** Where the EHR's colors are described; only an address of the EHR itself. */
  readonly styleUrl?: string;
  readonly expiresAt: Date;
}

const READ_MS = 5000;
const LONGEST_SESSION_SECONDS = 3600;
const TOKEN_REMEMBERED_MS = 15 * 60 * 1000;

/** A page hands over a token answer. Which EHR? Who is it? For whom? The answers are proved, never believed. */
export async function proveLaunch(
  desk: LaunchDesk,
  opening: OpenSession,
): Promise<Result<ProvenLaunch, LaunchRefused>> {
  const entry = desk.tenants.find(({ tenant }) => isLaunchOf(tenant, opening.iss));
  if (entry?.tenant.smart === undefined) return refused('launch-refused', 'issuer not configured');
  const { tenant, gateway, site } = entry;
  const user = await userOf(desk, tenant, entry.tenant.smart.clientId, opening);
  if (!user.ok) return user;
  const { access_token: accessToken, patient: patientId } = opening.tokenResponse;
  const call = { accessToken, deadline: desk.now().getTime() + READ_MS };
  const patient = patientId === undefined ? ok(undefined) : await provePatient(gateway, patientId, call);
  if (!patient.ok) return problem(ofReading(patient.problem));
  return ok({
    tenant,
    user: user.value,
    role: await roleOf(tenant, user.value, { gateway, call, today: site.today() }),
    ...(patient.value === undefined ? {} : { patient: patient.value }),
    accessToken,
    open: whatToOpen(opening),
    needPatientBanner: opening.tokenResponse.need_patient_banner ?? true,
    ...styleOf(opening, tenant),
    expiresAt: expiry(opening, desk.now()),
  });
}

const isLaunchOf = ({ smart, fhir }: Tenant, iss: string): boolean =>
  smart !== undefined && fhir.baseUrl === iss.replace(/\/+$/, '');

interface RoleQuestion {
  readonly gateway: FhirGateway;
  readonly call: FhirCall;
  readonly today: PlainDate;
}

async function roleOf(tenant: Tenant, { user }: ProvenUser, { gateway, call, today }: RoleQuestion): Promise<Role> {
  const roles = await gateway.search(`PractitionerRole?practitioner=${encodeURIComponent(user.id)}`, call);
  return roleOfUser(tenant.roles, user, roles.ok ? roles.value.resources : [], today);
}

async function userOf(
  desk: LaunchDesk,
  tenant: Tenant,
  clientId: string,
  { tokenResponse, nonce }: OpenSession,
): Promise<Result<ProvenUser, LaunchRefused>> {
  const issuer = await desk.discovery.issuerOf(tenant.fhir.baseUrl);
  if (!issuer.ok) return problem(ofReading(issuer.problem));
  const expected = { clientId, now: desk.now(), ...(nonce === undefined ? {} : { nonce }) };
  const user = await proveUser(tokenResponse.id_token, issuer.value, expected);
  if (!user.ok) return refused('launch-refused', `id_token ${user.problem}`);
  const { type } = user.value.user;
  if (type === 'Patient' || type === 'RelatedPerson') return refused('not-allowed', 'user is a patient or relative');
  const isFirst = await desk.useOnce(tenant.id, user.value, new Date(desk.now().getTime() + TOKEN_REMEMBERED_MS));
  return isFirst ? user : refused('launch-refused', 'id_token used before');
}

const refused = (code: LaunchRefused['code'], why: string) => problem<LaunchRefused>({ code, why });

const REFUSALS: ReadonlySet<string> = new Set(['refused', 'token-refused', 'not-found']);

/** The EHR's refusal makes the launch worthless; its silence may pass. */
function ofReading({ code }: FhirProblem): LaunchRefused {
  if (REFUSALS.has(code)) return { code: 'launch-refused', why: `not readable with this token: ${code}` };
  return { code: code === 'timeout' ? 'ehr-too-slow' : 'ehr-unreachable', why: code };
}

const expiry = ({ tokenResponse }: OpenSession, now: Date): Date => {
  const seconds = Math.min(LONGEST_SESSION_SECONDS, Math.max(0, tokenResponse.expires_in ?? 300));
  return new Date(now.getTime() + seconds * 1000);
};

/** The page may speak to the EHR's origin only; a style from anywhere else is left alone. */
function styleOf({ tokenResponse }: OpenSession, { fhir }: Tenant): { readonly styleUrl?: string } {
  const url = tokenResponse.smart_style_url;
  if (url === undefined || !URL.canParse(url) || new URL(url).origin !== new URL(fhir.baseUrl).origin) return {};
  return { styleUrl: url };
}

/** The card's decision, and the visit that the EHR put into context. Both are only wishes: what is shown is checked again. */
function whatToOpen({ tokenResponse }: OpenSession): SessionView['open'] {
  const decision = decisionIn(tokenResponse.appContext);
  const visit = tokenResponse.fhirContext
    ?.map(({ reference }) => reference)
    .find((one) => one?.startsWith('Appointment/'));
  return { ...(decision === undefined ? {} : { decision }), ...(visit === undefined ? {} : { visit }) };
}

function decisionIn(appContext: string | undefined): string | undefined {
  try {
    const context: unknown = JSON.parse(appContext ?? 'null');
    const id = typeof context === 'object' && context !== null && 'decision' in context ? context.decision : undefined;
    return typeof id === 'string' && /^[0-9a-f]{32}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
