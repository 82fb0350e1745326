import type { Rational } from '../domain/kernel/rational.ts';
import { parseDecimal, rational } from '../domain/kernel/rational.ts';

/**
 * The decimal that was written in the JSON: its shortest text is exact for every dose a person would write.
 * Undefined for numbers with an exponent, which no dose has.
 */
export function exactly(value: number): Rational | undefined {
  if (Number.isSafeInteger(value)) return rational(value);
  const parsed = parseDecimal(String(value));
  return parsed.ok ? parsed.value : undefined;
}
