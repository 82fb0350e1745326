/** Fields of command-line input, read into domain values; each fault keeps the path of its field. */
import { z } from 'zod';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { NdcProblem } from '../../domain/kernel/ndc11.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Amount, QuantityProblem } from '../../domain/kernel/quantity.ts';
import { parseQuantity } from '../../domain/kernel/quantity.ts';
import { isLess, isPositive, one, parseDecimal, zero } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { parseUsd } from '../../domain/kernel/usd.ts';
import { MOST_UNITS } from '../../domain/waste/billing-unit.ts';
import type { LineError } from './line-error.ts';

/** Text that a domain parser reads. */
function text<Value, Problem>(parse: (text: string) => Result<Value, Problem>, message: string) {
  return z.string(`${message}, as text`).transform((given, context) => {
    const read = parse(given);
    if (read.ok) return read.value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

export const hcpcsField = text(parseHcpcs, 'must be a HCPCS code: a letter and four digits');
export const dateField = text(parsePlainDate, 'must be a calendar day YYYY-MM-DD');
export const decimalField = text(parseDecimal, 'must be a decimal number');
export const dollarsField = text(parseUsd, 'must be a decimal number of dollars').refine(
  (amount) => !isLess(amount, zero),
  {
    message: 'must not be negative',
  },
);

/** A share from 0 to 1. */
export const shareField = decimalField.refine((share) => !isLess(share, zero) && !isLess(one, share), {
  message: 'must be from 0 to 1',
});

export const percentField = decimalField.refine((percent) => !isLess(percent, zero), {
  message: 'must not be negative',
});

/** A count that JSON writes as an integer. */
export const countField = z
  .int('must be a whole number')
  .positive('must be at least 1')
  .max(MOST_UNITS, 'is more than one dose can need');
export const unitsField = z
  .int('must be a whole number')
  .nonnegative('must not be negative')
  .max(MOST_UNITS, 'is more than a claim can carry');

export const ndcField = z.string('must be an NDC, as text').transform((given, context) => {
  const read = parseNdc(given);
  if (read.ok) return read.value;
  context.addIssue({ code: 'custom', message: ndcMessage(read.problem) });
  return z.NEVER;
});

/** A quantity `{"value": "350", "unit": "mg"}`; the value is text, so that no digit is lost. */
export const quantityField = z
  .object(
    { value: z.string('must be a decimal number, as text'), unit: z.string('must be a unit, as text') },
    'must be a quantity {"value", "unit"}',
  )
  .transform((given, context): Amount => {
    const read = parseQuantity(given);
    if (read.ok) return read.value;
    context.addIssue(quantityIssue(read.problem));
    return z.NEVER;
  });

export const positiveQuantityField = quantityField.superRefine(({ value }, context) => {
  if (!isPositive(value)) context.addIssue({ code: 'custom', path: ['value'], message: 'must be more than zero' });
});

export const idField = z.string('must be text').optional();

/** The first fault of a line, at its path: `opened[1].count`; a field that is not there at all is `missing`. */
export function lineErrorOf(error: z.ZodError, line: unknown): LineError {
  const [issue] = error.issues;
  if (issue === undefined) return { code: 'invalid', path: '', message: 'is not valid' };
  const path = pathText(issue.path);
  if (path === '') return { code: 'invalid', path, message: issue.message };
  return valueAt(line, issue.path) === undefined
    ? { code: 'missing', path, message: `${path} is missing` }
    : { code: 'invalid', path, message: `${path} ${issue.message}` };
}

const valueAt = (line: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    line,
  );

export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (sofar, part) =>
      typeof part === 'number' ? `${sofar}[${part}]` : sofar === '' ? String(part) : `${sofar}.${String(part)}`,
    '',
  );

/** The id of a line that could not be read, where at least that is there. */
export function idOf(value: unknown): { readonly id?: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? { id: value.id }
    : {};
}

const quantityIssue = (found: QuantityProblem): { code: 'custom'; path: string[]; message: string } =>
  found.code === 'unknown-unit'
    ? { code: 'custom', path: ['unit'], message: 'is not a unit that can be counted in' }
    : { code: 'custom', path: ['value'], message: 'must be a decimal number' };

function ndcMessage(found: NdcProblem): string {
  switch (found.code) {
    case 'not-an-ndc':
      return 'must be an NDC of eleven digits or in three parts';
    case 'ambiguous-ten-digits':
      return 'has ten digits without hyphens, which fit several packages';
    case 'twelve-digits':
      return 'has twelve digits, which claims cannot carry';
  }
}
