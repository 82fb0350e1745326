// What ChairReady needs to know to trust this EHR, in the shape of one tenant of its configuration.
// It holds the sweep's private key, so only its owner may read it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { APP_CLIENT, BACKEND_CLIENT } from './authorization/authorization-server.ts';
import { TENANT_SCOPE } from './authorization/smart-scopes.ts';
import { holidaysFrom } from './holidays.ts';
import type { SandboxKeys } from './keys.ts';
import { publicPart } from './keys.ts';
import { writePrivateFile } from './private-file.ts';
import { SITE, STAFF, STOCK, TIME_ZONE } from './stories/clinic.ts';

export interface SandboxTenant {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly holidays: readonly string[];
  readonly cdsClient: {
    readonly iss: string;
    readonly jwks: { readonly keys: readonly JWK[] };
    readonly requireJwt: true;
  };
  readonly fhir: {
    readonly baseUrl: string;
    readonly backend: { readonly clientId: string; readonly privateJwk: JWK };
  };
  readonly smart: { readonly clientId: string; readonly scope: string };
  readonly roles: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
  readonly cards: { readonly routing: 'task' };
  readonly staff: readonly {
    readonly id: string;
    readonly roles: readonly string[];
    readonly capacityPerDay: number;
  }[];
  readonly sites: readonly { readonly location: string; readonly timeZone: string; readonly stock: typeof STOCK }[];
  /** Today, as the stories count it. */
  readonly sandboxDay: string;
}

export const TENANT_FILE = 'sandbox-tenant.json';

/** Writes `<dataDir>/sandbox-tenant.json`, mode 0600. */
export function writeTenantFile(dataDir: string, tenant: SandboxTenant): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writePrivateFile(join(dataDir, TENANT_FILE), tenant);
}

export function tenantOf(baseUrl: string, keys: SandboxKeys, sandboxDay: string): SandboxTenant {
  return {
    id: 'sandbox',
    name: 'Prairie Infusion Associates (sandbox)',
    timeZone: TIME_ZONE,
    holidays: holidaysFrom(sandboxDay),
    cdsClient: { iss: baseUrl, jwks: { keys: [publicPart(keys.hook)] }, requireJwt: true },
    fhir: {
      baseUrl: `${baseUrl}/fhir`,
      backend: { clientId: BACKEND_CLIENT, privateJwk: keys.backend[0] },
    },
    smart: { clientId: APP_CLIENT, scope: TENANT_SCOPE },
    roles: Object.fromEntries(STAFF.map(({ id, role }) => [`Practitioner/${id}`, role])),
    names: Object.fromEntries(STAFF.map(({ id, given, family }) => [`Practitioner/${id}`, `${given} ${family}`])),
    cards: { routing: 'task' },
    staff: STAFF.flatMap(({ id, role, casesPerDay }) =>
      casesPerDay === undefined ? [] : [{ id: `Practitioner/${id}`, roles: [role], capacityPerDay: casesPerDay }],
    ),
    sites: [{ location: `Location/${SITE}`, timeZone: TIME_ZONE, stock: STOCK }],
    sandboxDay,
  };
}
