import type { Role } from '../../api-contract/role.schema.ts';
import type { CardReader, Settling } from '../../cds-hooks/reader.ts';
import type { RouteTarget } from '../../domain/decision/decision.ts';

interface Part {
  readonly settles?: readonly Settling[];
  readonly owns?: readonly RouteTarget[];
  readonly chartsWaste?: true;
  readonly releasesDrugs?: true;
  readonly seesMargin?: true;
}

/** What each role has to do with a visit, as far as a card is concerned. What is not said here is not shown. */
const PARTS: Readonly<Record<Role, Part>> = {
  scheduler: { settles: ['booking'] },
  'authorization-specialist': { settles: ['payer'], owns: ['authorization'] },
  'senior-specialist': { settles: ['payer'], owns: ['senior'] },
  'peer-to-peer': { settles: ['payer'], owns: ['peer-to-peer'] },
  clerk: { settles: ['payer'], owns: ['clerk'] },
  registration: { settles: ['payer'], owns: ['eligibility'] },
  'financial-counselor': { settles: ['payer'], owns: ['eligibility'] },
  prescriber: { settles: ['order'] },
  pharmacist: { settles: ['order'], chartsWaste: true, releasesDrugs: true, seesMargin: true },
  'pharmacy-manager': { settles: ['order'], releasesDrugs: true, seesMargin: true },
  'pharmacy-technician': { chartsWaste: true, releasesDrugs: true },
  'infusion-nurse': { chartsWaste: true },
  'charge-nurse': { chartsWaste: true },
  finance: { seesMargin: true },
  compliance: {},
  supervisor: {},
  billing: {},
  patient: {},
  unknown: {},
};

/** What the person in a role may read on a card. */
export function readerOfRole(role: Role): CardReader {
  const { settles = [], owns = [], chartsWaste, releasesDrugs, seesMargin } = PARTS[role];
  return {
    isPatient: role === 'patient',
    seesStaffing: role !== 'patient' && role !== 'unknown',
    settles: new Set(settles),
    owns: new Set(owns),
    chartsWaste: chartsWaste === true,
    releasesDrugs: releasesDrugs === true,
    seesMargin: seesMargin === true,
  };
}
