import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import type { SiteSettings } from '../../fhir/reading.ts';
import type { SiteDesk } from '../assessment/assess-patient.ts';
import { todayIn } from '../assessment/today.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import { fhirGateway } from '../gateway/fhir-gateway.ts';

/** One tenant with everything that its calls share. */
export interface TenantDesk {
  readonly tenant: Tenant;
  readonly gateway: FhirGateway;
  readonly site: SiteDesk;
  readonly timeZone: string;
}

export interface SharedKnowledge {
  readonly drugs: DrugIndex;
  readonly policies: readonly Policy[];
  readonly policiesVersion: string;
  /** The zone of tenants that have none. */
  readonly timeZone: string;
  readonly fixedToday: () => string | undefined;
  readonly now: () => Date;
}

export function openTenantDesk(tenant: Tenant, shared: SharedKnowledge): TenantDesk {
  const timeZone = tenant.timeZone ?? shared.timeZone;
  const { drugs, policies, policiesVersion } = shared;
  return {
    tenant,
    timeZone,
    gateway: fhirGateway(tenant.fhir.baseUrl),
    site: {
      knowledge: { drugs, policies, policiesVersion, holidays: tenant.holidays, routing: routingOf(tenant) },
      zones: { ...(tenant.timeZone === undefined ? {} : { tenant: tenant.timeZone }), fallback: shared.timeZone },
      sites: Object.fromEntries(tenant.sites.map((site) => [site.location, settingsOf(site)])),
      today: todayAt(timeZone, shared),
    },
  };
}

const routingOf = ({ routing: { reviewCost, unrecovered, averted, businessDays } }: Tenant) => ({
  reviewCost,
  unrecovered,
  averted,
  businessDays,
});

/** "Today" at a tenant: the configured day where there is one, else the calendar of its zone. */
function todayAt(timeZone: string, { fixedToday, now }: SharedKnowledge): () => PlainDate {
  return () => {
    const fixed = parsePlainDate(fixedToday() ?? '');
    return fixed.ok ? fixed.value : todayIn(timeZone, now());
  };
}

function settingsOf({ timeZone, stock }: Tenant['sites'][number]): SiteSettings {
  return {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(stock === undefined ? {} : { stock: stockOf(stock) }),
  };
}

const stockOf = (stock: NonNullable<Tenant['sites'][number]['stock']>): NonNullable<SiteSettings['stock']> =>
  Object.fromEntries(
    Object.entries(stock).flatMap(([text, contents]) => {
      const code = parseHcpcs(text);
      return code.ok ? [[code.value, contents]] : [];
    }),
  );
