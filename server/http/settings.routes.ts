import type { Router } from 'express';
import type { SettingsView } from '../../api-contract/settings.schema.ts';
import { amountText } from '../../domain/kernel/quantity.ts';
import { decimalText } from '../../domain/kernel/rational.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { RetentionKind } from '../config/retention.schema.ts';
import type { AppDeps } from './deps.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import type { TenantDesk } from './tenant-desk.ts';

/** What is configured for the tenant, to read. */
export function addSettingsRoutes(router: Router, deps: AppDeps): void {
  router.get('/settings', signedIn(deps, showSettings, 'settings'));
}

function showSettings({ deps, session, response }: Asking): Promise<void> {
  response.json(settingsOf(session.desk, deps.configFile));
  return Promise.resolve();
}

/** Field by field, so that a key or a secret that is configured some day does not slip out. */
export function settingsOf({ tenant, timeZone }: Pick<TenantDesk, 'tenant' | 'timeZone'>, file?: string): SettingsView {
  const { id, name, names, holidays, roles, staff, sites, routing, cards, waste } = tenant;
  return {
    tenant: { id, name, timeZone, holidays: [...holidays] },
    ...definedOnly({ file }),
    roles: Object.entries(roles).map(([who, role]) => ({ who, ...definedOnly({ name: names[who] }), role })),
    staff: staff.map((one) => ({
      ...{ id: one.id, roles: [...one.roles], capacityPerDay: one.capacityPerDay },
      ...definedOnly({ name: names[one.id] }),
    })),
    sites: sites.map(siteView),
    routing: {
      unrecovered: decimalText(routing.unrecovered),
      averted: decimalText(routing.averted),
      businessDays: routing.businessDays,
    },
    cards: {
      routing: cards.routing,
      silent: cards.silent,
      marginFigures: cards.marginFigures,
      budgetMs: cards.budgetMs,
    },
    waste: { signers: waste.signers, witness: waste.witness, witnesses: waste.witnesses, sharing: waste.sharing },
    retention: RETENTION_KINDS.map((kind) => ({ kind, ...definedOnly({ days: tenant.retention[kind] }) })),
    connection: connectionOf(tenant),
  };
}

const RETENTION_KINDS: readonly RetentionKind[] = [
  ...(['decisionDays', 'auditBodyDays', 'showingDays', 'feedbackDays', 'changeDays', 'caseDays'] as const),
];

const connectionOf = ({ fhir, cdsClient, smart }: Tenant): SettingsView['connection'] => ({
  fhir: fhir.baseUrl,
  issuer: cdsClient.iss,
  requireJwt: cdsClient.requireJwt,
  hasBackend: fhir.backend !== undefined,
  hasApp: smart !== undefined,
});

function siteView({ location, timeZone, stock, program340b }: Tenant['sites'][number]): SettingsView['sites'][number] {
  return {
    location,
    ...definedOnly({ timeZone }),
    stock: Object.entries(stock ?? {}).map(([hcpcs, contents]) => ({ hcpcs, contents: contents.map(amountText) })),
    ...(program340b === undefined
      ? {}
      : { program340b: { from: program340b.from, ...definedOnly({ until: program340b.until }) } }),
  };
}
