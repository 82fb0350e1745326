import type { Tenant } from '../config/config.schema.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { MarginTerms } from './margin-facts.ts';

/** What the configuration says about a tenant's margins. */
export function marginTermsOf({ margin, sites }: Pick<Tenant, 'margin' | 'sites'>): MarginTerms {
  const programs = sites.flatMap(({ location, program340b }) => {
    if (program340b === undefined) return [];
    const { from, gpoBarred, carvesOutMedicaid, until, patientsEligible } = program340b;
    const program = { from, gpoBarred, carvesOutMedicaid, ...definedOnly({ until, patientsEligible }) };
    return [[location.includes('/') ? location : `Location/${location}`, program] as const];
  });
  return {
    patientCollectability: margin.patientCollectability,
    scenarios: margin.scenarios,
    programs: new Map(programs),
  };
}
