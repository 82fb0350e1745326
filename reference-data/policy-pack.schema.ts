import { z } from 'zod';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import { parseHcpcs } from '../domain/kernel/hcpcs-code.ts';
import { parsePlainDate } from '../domain/kernel/plain-date.ts';
import { parseQuantity } from '../domain/kernel/quantity.ts';
import { isPositive } from '../domain/kernel/rational.ts';

/** The wire form of a payer policy pack. Unknown fields are ignored; every fault is found at once. */

const said = z.string().trim().min(1, 'must not be empty').max(2000, 'is too long');
const count = z.number().int('must be a whole number').min(0, 'must not be negative').max(100_000, 'is too large');

const date = z.string().transform((text, context) => {
  const parsed = parsePlainDate(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be a date YYYY-MM-DD' });
  return z.NEVER;
});

const code = z.string().transform((text, context) => {
  const parsed = parseHcpcs(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be a HCPCS code such as J9271' });
  return z.NEVER;
});

const codes = z.array(code).min(1, 'must name at least one code');

const quantity = z.object({ value: z.string(), unit: z.string() }).transform((wire, context) => {
  const parsed = parseQuantity(wire);
  if (parsed.ok && isPositive(parsed.value.value)) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be a positive amount in a known unit, such as 400 mg' });
  return z.NEVER;
});

/** "any" or a list; written out so that a wrong code in the list is named by its place. */
const drugs = z.unknown().transform((value, context): readonly HcpcsCode[] | 'any' => {
  if (value === 'any') return 'any';
  const parsed = codes.safeParse(value);
  if (parsed.success) return parsed.data;
  if (!Array.isArray(value)) context.addIssue({ code: 'custom', message: 'must be "any" or a list of HCPCS codes' });
  else
    parsed.error.issues.forEach(({ message, path }) => {
      context.addIssue({ code: 'custom', message, path: [...path] });
    });
  return z.NEVER;
});

/** Chances and weights are decimal strings on the wire; a plain number is understood as well. */
const decimal = (least: number, most: number) =>
  z
    .union([z.string().regex(/^\d{1,6}(?:\.\d{1,6})?$/, 'must be a decimal'), z.number()])
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

const pattern = z
  .string()
  .max(200, 'is too long')
  .refine(isPattern, 'must be a regular expression without repetition inside repetition');

const period = z
  .object({ from: date, until: date.exactOptional() })
  .refine(({ from, until }) => until === undefined || from <= until, {
    message: 'ends before it begins',
    path: ['until'],
  });

const payer = z
  .object({ identifiers: z.array(said).default([]), names: z.array(said).default([]) })
  .refine(({ identifiers, names }) => identifiers.length + names.length > 0, 'needs an identifier or a name');

const basis = z.enum(['calendar', 'business']).exactOptional();

const authorization = z.object({
  required: z.boolean(),
  validityMonths: count.exactOptional(),
  renewalWindowDays: count.exactOptional(),
  discardedUnitsCount: z.boolean().exactOptional(),
  carriesOverPlanYear: z.boolean().exactOptional(),
  numberPattern: pattern.exactOptional(),
});

const turnaround = z
  .object({
    medianDays: z.number().min(0, 'must not be negative'),
    p90Days: z.number().min(0, 'must not be negative'),
    basis,
  })
  .refine(({ medianDays, p90Days }) => medianDays <= p90Days, {
    message: 'must not be below medianDays',
    path: ['p90Days'],
  });

const submit = z.object({
  vendor: said.exactOptional(),
  url: said.exactOptional(),
  phone: said.exactOptional(),
  fax: said.exactOptional(),
  hours: said.exactOptional(),
});

const windows = z.object({
  peerToPeerDays: count.exactOptional(),
  appealDays: count.exactOptional(),
  retroAuthorizationDays: count.exactOptional(),
  basis,
});

const dose = z.object({
  maxPerDose: quantity.exactOptional(),
  minIntervalDays: count.exactOptional(),
  maxDurationMonths: count.exactOptional(),
});

const indication = z.object({
  icd10: z
    .array(z.string().regex(/^[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?$/i, 'must be an ICD-10 code or its beginning'))
    .min(1),
  evidence: z.enum(['label', '1', '2A', '2B', '3']),
});

const policy = z.object({
  id: said,
  payer,
  product: z
    .enum(['commercial', 'medicare-advantage', 'medicare-ffs', 'medicaid-managed', 'medicaid-ffs', 'exchange'])
    .exactOptional(),
  drugs,
  inForce: period,
  authorization,
  indications: z.array(indication).exactOptional(),
  requiredResults: z.array(z.object({ loinc: said, name: said, maxAgeDays: count.exactOptional() })).exactOptional(),
  step: z.object({ prefer: codes }).exactOptional(),
  siteOfCare: z
    .object({
      allowed: z.array(z.string().regex(/^\d{2}$/, 'must be a two-digit place of service')),
      graceDays: count.exactOptional(),
    })
    .exactOptional(),
  dose: dose.exactOptional(),
  documents: z.array(said).exactOptional(),
  turnaround: turnaround.exactOptional(),
  decisionClockHours: count.exactOptional(),
  holidays: z.array(date).exactOptional(),
  submit: submit.exactOptional(),
  windows: windows.exactOptional(),
  restartGapDays: count.exactOptional(),
  priors: z.object({ approval: decimal(0, 1), strength: decimal(0, 100_000) }).exactOptional(),
  source: z.object({ document: said, section: said.exactOptional(), url: said.exactOptional(), readOn: date }),
});

export const policyPackSchema = z.object({
  pack: said,
  version: said,
  policies: z.array(policy).min(1, 'must hold at least one policy'),
});

/** Refuses what does not compile and what could take for ever on a long number: `(a+)+`. */
function isPattern(text: string): boolean {
  if (/[+*}]\)[+*{]/.test(text)) return false;
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
