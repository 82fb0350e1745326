import type { Tenant } from '../config/config.schema.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { usdOf } from '../../domain/kernel/usd.ts';
import type { AdministrationSite } from '../../domain/margin/administration-payment.ts';
import type { FinalRuleId } from '../../domain/margin/final-rules.ts';
import type { MarginTerms } from './margin-facts.ts';

/** What the configuration says about a tenant's margins. */
export function marginTermsOf({ margin, sites }: Pick<Tenant, 'margin' | 'sites'>): MarginTerms {
  const programs = sites.flatMap(({ location, program340b }) => {
    if (program340b === undefined) return [];
    const { from, gpoBarred, carvesOutMedicaid, until, patientsEligible } = program340b;
    const program = { from, gpoBarred, carvesOutMedicaid, ...definedOnly({ until, patientsEligible }) };
    return [[location, program] as const];
  });
  return {
    patientCollectability: margin.patientCollectability,
    scenarios: margin.scenarios,
    rulesOff: margin.rulesOff,
    programs: new Map(programs),
    departments: new Map(sites.map((site) => departmentOf(site, margin.rulesOff))),
    statusIndicators: new Map(Object.entries(margin.statusIndicators)),
    surgeryCenterIndicators: new Map(Object.entries(margin.surgeryCenterIndicators)),
    inpatientDeductibles: new Map(
      Object.entries(margin.inpatientDeductibles).map(([year, amount]) => [year, usdOf(amount)]),
    ),
  };
}

/** Without the rule for excepted departments, one is paid like any other. */
function departmentOf(
  { location, campus, ruralSoleCommunityHospital }: Tenant['sites'][number],
  rulesOff: readonly FinalRuleId[],
): readonly [string, AdministrationSite] {
  const isUnderRule = campus !== 'PO' || !rulesOff.includes('off-campus-administration');
  const site = { isRuralSoleCommunityHospital: ruralSoleCommunityHospital };
  return [location, { ...site, ...definedOnly({ campus: isUnderRule ? campus : undefined }) }];
}
