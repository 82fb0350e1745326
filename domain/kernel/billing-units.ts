import type { Brand } from './brand.ts';
import type { Rational } from './rational.ts';
import { rational } from './rational.ts';
import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

/** The whole number of HCPCS units on a claim line, from zero up. */
export type BillingUnits = Brand<number, 'BillingUnits'>;

export type BillingUnitsProblem = { readonly code: 'not-whole-units'; readonly value: number };

export const noUnits = 0 as BillingUnits;

export const parseBillingUnits = (value: number): Result<BillingUnits, BillingUnitsProblem> =>
  Number.isSafeInteger(value) && value >= 0 ? ok(value as BillingUnits) : problem({ code: 'not-whole-units', value });

/** From arithmetic of our own that cannot be negative or absurd; throws if it is. */
export function billingUnits(value: bigint | number): BillingUnits {
  const parsed = parseBillingUnits(Number(value));
  if (!parsed.ok) throw new Error(`not a count of billing units: ${value.toString()}`);
  return parsed.value;
}

export const addUnits = (a: BillingUnits, b: BillingUnits): BillingUnits => billingUnits(a + b);
export const unitsAsRational = (units: BillingUnits): Rational => rational(units);
export const unitsText = (units: BillingUnits): string => (units === 1 ? '1 unit' : `${String(units)} units`);
