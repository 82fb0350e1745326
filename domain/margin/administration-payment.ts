import { holdsOn } from '../kernel/in-force.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { isBefore, plainDate } from '../kernel/plain-date.ts';
import { decimal } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { timesUsd } from '../kernel/usd.ts';
import { FINAL_RULES } from './final-rules.ts';

/** The department that gives the drug, as far as the payment for giving it depends on it. */
export interface AdministrationSite {
  readonly campus?: 'PO' | 'PN';
  readonly isRuralSoleCommunityHospital: boolean;
}

const OFF_CAMPUS_SHARE = decimal('0.4');
const EXCEPTED = FINAL_RULES['off-campus-administration'];
const NON_EXCEPTED_FROM = plainDate('2018-01-01');

/**
 * What Medicare pays a hospital department for giving a drug: 40 % of the OPPS rate in non-excepted off-campus
 * departments (PN, since 2018) and, since 2026, in excepted ones (PO) except at rural sole community hospitals.
 * The drug itself is paid in full everywhere.
 */
export function administrationPayment(oppsRate: Usd, site: AdministrationSite, on: PlainDate): Usd {
  const isReduced =
    (site.campus === 'PN' && !isBefore(on, NON_EXCEPTED_FROM)) ||
    (site.campus === 'PO' && holdsOn(EXCEPTED.citation.inForce, on) && !site.isRuralSoleCommunityHospital);
  return isReduced ? timesUsd(oppsRate, OFF_CAMPUS_SHARE) : oppsRate;
}
