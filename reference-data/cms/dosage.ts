import type { Amount } from '../../domain/kernel/quantity.ts';
import { parseQuantity } from '../../domain/kernel/quantity.ts';

/**
 * The amount of one billing unit from CMS's dosage text: "1 MG", " 1.74 MG", ".625 GM", "UP TO 50 MG", "100,000 UNITS".
 * Undefined for what is not one plain amount: "3 mg/1 mg", "PER VIAL", "UP TO 200 MILLION CAR T CELLS".
 */
export function dosageAmount(text: string): Amount | undefined {
  const match = /^(?:up to |per )?([\d,]*\.?\d+)\s*([a-z]+)\.?$/i.exec(text.replace(/\s+/g, ' ').trim());
  const parsed = match && parseQuantity({ value: (match[1] ?? '').replace(/,/g, ''), unit: match[2] ?? '' });
  return parsed?.ok === true ? parsed.value : undefined;
}
