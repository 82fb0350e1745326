/** Whether a hospital's drug is paid by itself, and the most that the patient pays for it there. */
import { quarterOf, yearOf } from '../../domain/kernel/plain-date.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import type { MarginQuestion } from '../../domain/margin/margin-question.ts';
import { oppsCoinsuranceCapOn } from '../../domain/margin/margin-rules.ts';
import { hasDoubtfulStatus } from '../../domain/waste/modifier-duty.ts';
import type { AskedDose, NoFigure, PriceDesk } from './margin-facts.ts';
import { oppsKey } from './opps-table.ts';

type Opps = NonNullable<MarginQuestion['opps']>;

/** Undefined outside of hospitals and surgery centers. A status that is neither paid nor packaged gives no figure. */
export function hospitalStatus(desk: PriceDesk, dose: AskedDose): Opps | NoFigure | undefined {
  if (dose.setting === 'asc') return surgeryCenterStatus(desk, dose);
  if (dose.setting !== 'hopd') return undefined;
  const status = statusOf(desk, dose);
  if (hasDoubtfulStatus({ setting: 'hopd', statusIndicator: status.statusIndicator })) {
    return { kind: 'none', code: 'status-unclear', why: `hospitals are not paid for it like a drug: ${status.source}` };
  }
  return { ...status, ...capOf(desk, dose) };
}

/** Surgery centers have indicators of their own (K2 paid, N1 packaged), which no file is taken in for: the tenant says. */
function surgeryCenterStatus({ terms }: PriceDesk, { hcpcs }: AskedDose): Opps {
  const said = terms.surgeryCenterIndicators.get(hcpcs);
  return said === undefined
    ? { statusIndicator: 'K2', source: 'taken to be paid by itself beside a covered procedure: no indicator is set' }
    : { statusIndicator: said, source: `indicator ${said}, as the settings say` };
}

/** The table of the quarter of the day says it, else the tenant; else it is taken to be paid, and that is said. */
function statusOf({ opps, terms }: PriceDesk, { hcpcs, on }: AskedDose): { statusIndicator: string; source: string } {
  const rate = opps.rates.get(oppsKey(hcpcs, on));
  if (rate !== undefined) {
    const { statusIndicator, file, row } = rate;
    return { statusIndicator, source: `status ${statusIndicator}, ${file}, row ${String(row)}` };
  }
  const said = terms.statusIndicators.get(hcpcs);
  if (said !== undefined) return { statusIndicator: said, source: `status ${said}, as the settings say` };
  const { label } = quarterOf(on);
  const why = opps.quarters.has(label)
    ? `the Addendum B of ${label} does not list it`
    : `no Addendum B of ${label} is loaded`;
  return { statusIndicator: 'K', source: `taken to be paid by itself: ${why}` };
}

function capOf({ terms }: PriceDesk, { on }: AskedDose): Pick<Opps, 'coinsuranceCap' | 'capSource'> {
  const year = String(yearOf(on));
  const ofLaw = oppsCoinsuranceCapOn(on);
  if (ofLaw !== undefined) return cap(ofLaw, `inpatient deductible of ${year}`);
  const said = terms.inpatientDeductibles.get(year);
  if (said !== undefined) return cap(said, `inpatient deductible of ${year}, as the settings say`);
  return { capSource: `not capped: the inpatient deductible of ${year} is not loaded` };
}

const cap = (coinsuranceCap: Usd, capSource: string) => ({ coinsuranceCap, capSource });
