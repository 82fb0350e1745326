import type { BillingUnits } from '../kernel/billing-units.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { ClaimSetting, ModifierDuty } from './modifier-duty.ts';
import { isSeparatelyPayable } from './modifier-duty.ts';

export type LineModifier = 'JW' | 'JZ' | 'TB' | 'PO' | 'PN';

/** One drug line of a claim; modifiers in alphabetical order. */
export interface ClaimLine {
  readonly hcpcs: HcpcsCode;
  readonly units: BillingUnits;
  readonly modifiers: readonly LineModifier[];
}

/** Units of one administration: what was given, rounded up, and the whole discarded units beyond. */
export interface UnitsToBill {
  readonly administered: BillingUnits;
  readonly discarded: BillingUnits;
}

/** The drug lines of one administration; none when no dose was given. Never JW and JZ together. */
export function claimLines(
  code: HcpcsCode,
  units: UnitsToBill,
  duty: ModifierDuty,
  claim: ClaimSetting,
): readonly ClaimLine[] {
  if (units.administered === 0) return [];
  const line = (count: BillingUnits, own: readonly LineModifier[]): ClaimLine => ({
    hcpcs: code,
    units: count,
    modifiers: [...own, ...settingModifiers(claim)].sort(),
  });
  if (duty.kind === 'none') return [line(units.administered, [])];
  if (units.discarded > 0) return [line(units.administered, []), line(units.discarded, ['JW'])];
  return [line(units.administered, duty.kind === 'jw-and-jz' ? ['JZ'] : [])];
}

/** TB on every separately payable 340B line; the department's PO or PN on every line. */
function settingModifiers(claim: ClaimSetting): readonly LineModifier[] {
  const tb: readonly LineModifier[] = claim.is340b === true && isSeparatelyPayable(claim) ? ['TB'] : [];
  return claim.campus === undefined ? tb : [...tb, claim.campus];
}
