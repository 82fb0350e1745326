import type { PlainDate } from '../kernel/plain-date.ts';
import { isBefore } from '../kernel/plain-date.ts';
import type { CareSetting } from '../visit/care-setting.ts';
import { DRUG_INCLUDED, isPackagedStatus } from '../visit/care-setting.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { StockedPackage } from './vial-choice.ts';
import { JW_REQUIRED_FROM, JZ_REQUIRED_FROM } from './waste-rules.ts';
import type { WasteRuleId } from './waste-rules.ts';

/** Where and for whom the drug is billed; what is not given is not assumed. */
export interface ClaimSetting {
  readonly setting?: CareSetting;
  /** OPPS status or ASC payment indicator: G, K and K2 are paid separately, N and N1 are packaged. */
  readonly statusIndicator?: string;
  readonly campus?: 'PO' | 'PN';
  readonly is340b?: boolean;
  /** `medicare`, or another payer in the caller's words; undefined is treated as Medicare. */
  readonly payer?: string;
}

export interface DutyQuestion {
  readonly on: PlainDate;
  readonly container: StockedPackage['container'];
  readonly jwJz: DrugFacts['jwJz'];
  readonly claim: ClaimSetting;
}

/** What a claim owes about discarded drug: both modifiers, JW only (before JZ existed), or neither with the rule that says so. */
export type ModifierDuty =
  | { readonly kind: 'jw-and-jz'; readonly rule: 'WZ-2' }
  | { readonly kind: 'jw-only'; readonly rule: 'WZ-2' }
  | { readonly kind: 'none'; readonly rule: WasteRuleId; readonly because: string };

export function modifierDuty(question: DutyQuestion): ModifierDuty {
  const { on, container, jwJz, claim } = question;
  const outside = outsideSetting(claim);
  if (outside !== undefined) return none('WZ-13', outside);
  if (jwJz === 'does-not-apply') return none('WZ-1', 'this code takes neither modifier');
  if (container === 'multi-dose') return none('WZ-7', 'multi-dose vials take neither modifier');
  if (isBefore(on, JW_REQUIRED_FROM)) return none('WZ-2', 'no national rule before January 1, 2017');
  return isBefore(on, JZ_REQUIRED_FROM) ? { kind: 'jw-only', rule: 'WZ-2' } : { kind: 'jw-and-jz', rule: 'WZ-2' };
}

/** Whether Medicare pays the drug by itself; the 340B modifier goes on such lines only. */
export const isSeparatelyPayable = (claim: ClaimSetting): boolean => outsideSetting(claim) === undefined;

/** A status that does not fit the setting, or that is neither packaged nor one of those paid separately: a person looks. */
export function hasDoubtfulStatus({ setting, statusIndicator }: ClaimSetting): boolean {
  if (statusIndicator === undefined) return false;
  const isKnown = isPackagedStatus(statusIndicator) || PAID_SEPARATELY.has(statusIndicator);
  return !isKnown || setting === 'office';
}

const PAID_SEPARATELY: ReadonlySet<string> = new Set(['G', 'K', 'K2']);

function outsideSetting({ setting, statusIndicator }: ClaimSetting): string | undefined {
  if (statusIndicator !== undefined && isPackagedStatus(statusIndicator))
    return 'packaged drugs are not paid separately';
  return setting === undefined ? undefined : DRUG_INCLUDED[setting];
}

const none = (rule: WasteRuleId, because: string): ModifierDuty => ({ kind: 'none', rule, because });
