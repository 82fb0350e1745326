import { z } from 'zod';
import { role } from '../../api-contract/role.schema.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { parseQuantity } from '../../domain/kernel/quantity.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { compare, one, parseDecimal, zero } from '../../domain/kernel/rational.ts';
import { FINAL_RULE_IDS } from '../../domain/margin/final-rules.ts';
import { isScenario } from '../../domain/margin/scenario.ts';
import { retentionSchema } from './retention.schema.ts';
import { wastePolicySchema } from './waste-policy.schema.ts';
import { withType } from './with-type.ts';
import { isPlainBase, withoutEndSlash } from './url-rules.ts';

const text = z.string().min(1).max(500);

const dayField = z.string().transform((value, context): PlainDate => {
  const day = parsePlainDate(value);
  if (day.ok) return day.value;
  context.addIssue({ code: 'custom', message: 'must be a calendar day such as 2026-12-15' });
  return z.NEVER;
});

const zoneField = z.string().refine(isTimeZone, 'must be an IANA time zone such as America/Chicago');

const baseField = z
  .string()
  .refine(isPlainBase, 'must be an http(s) address without query, fragment or password')
  .transform(withoutEndSlash);

/** The driver would take any text for a name of its own choosing. */
const databaseField = text.refine(
  (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
  'must be an address such as postgres://user:password@host/database (DATABASE_URL beats the file)',
);

const PORTS = 'must be a whole number from 1 to 65535, without quotes in a file';

const portField = z.int(PORTS).min(1, PORTS).max(65_535, PORTS);

/** A decimal string such as "0.12". */
const decimalField = z.string().transform((value, context): Rational => {
  const parsed = parseDecimal(value);
  if (parsed.ok && compare(parsed.value, zero) >= 0) return parsed.value;
  context.addIssue({ code: 'custom', message: 'must be a decimal string of zero or more, such as "0.12"' });
  return z.NEVER;
});

const shareField = decimalField.refine((value) => compare(value, one) <= 0, 'must be from "0" to "1"');

/** A vial's labeled content: "240 mg". */
const contentField = z.string().transform((value, context): Amount => {
  const [, number, unit] = /^\s*([\d.]+)\s*(\S.*?)\s*$/.exec(value) ?? [];
  const amount = number === undefined || unit === undefined ? undefined : parseQuantity({ value: number, unit });
  if (amount?.ok === true) return amount.value;
  context.addIssue({ code: 'custom', message: 'must be an amount such as "240 mg"' });
  return z.NEVER;
});

const originField = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'must be an origin such as https://ehr.example',
  );

const jwkField = z.looseObject({ kty: text, kid: text });

const cdsClientSchema = z.object({
  iss: text,
  jwks: z.object({ keys: z.array(jwkField).min(1) }).optional(),
  jwksUrl: z.url().optional(),
  audiences: z.array(z.url()).default([]),
  tenant: text.optional(),
  origins: z.array(originField).default([]),
  /** Beyond ES384 and RS384, which every client may use. */
  algorithms: z.array(z.enum(['ES384', 'RS384', 'RS256', 'ES256'])).default([]),
  requireJwt: z.boolean().default(true),
  /** Triggers that arrive as `patient-view`, by the EHR's own name, and the moment that each of them is. */
  triggers: z.record(z.string(), z.enum(['infusion-order-sign', 'infusion-check-in', 'infusion-checkout'])).default({}),
});

const routingSchema = z.object({
  reviewCost: decimalField.prefault('60'),
  unrecovered: shareField.prefault('0.12'),
  averted: shareField.prefault('0.5'),
  businessDays: z.int().min(1).max(90).default(10),
});

/** `Location/l1`; a bare id is one of this type. */
const referenceField = (type: string) => text.transform((given) => withType(type, given));

const cardsSchema = z.object({
  routing: z.enum(['link', 'task', 'both']).default('link'),
  silent: z.boolean().default(false),
  marginFigures: z.boolean().default(true),
  budgetMs: z.int().min(200).max(10_000).default(2000),
});

const siteSchema = z.object({
  location: referenceField('Location'),
  timeZone: zoneField.optional(),
  /** Off campus: excepted (PO) or not (PN); what giving a drug is paid depends on it. */
  campus: z.enum(['PO', 'PN']).optional(),
  ruralSoleCommunityHospital: z.boolean().default(false),
  stock: z.record(z.string().regex(/^[A-Z]\d{4}$/), z.array(contentField).min(1)).optional(),
  program340b: z
    .object({
      from: dayField,
      until: dayField.optional(),
      gpoBarred: z.boolean(),
      patientsEligible: z.boolean().optional(),
      carvesOutMedicaid: z.boolean().default(false),
    })
    .optional(),
});

/** How margins are figured, besides prices and contracts. Scenarios that are not named are off. */
const marginSchema = z.object({
  patientCollectability: shareField.prefault('1'),
  scenarios: z.array(z.string().refine(isScenario, 'is not a known scenario')).default([]),
  /** Final rules that are not counted with, for a court or a later rule has undone them. */
  rulesOff: z.array(z.enum(FINAL_RULE_IDS)).default([]),
  /** OPPS status by code, for quarters whose Addendum B is not loaded. */
  statusIndicators: z.record(z.string().regex(/^[A-Z]\d{4}$/), z.string().regex(/^[A-Z]\d?$/)).default({}),
  /** Payment indicator by code in ambulatory surgery centers: paid beside a covered procedure, or packaged. */
  surgeryCenterIndicators: z.record(z.string().regex(/^[A-Z]\d{4}$/), z.enum(['K2', 'N1'])).default({}),
  /** Dollars by year: the most that a patient pays for one hospital outpatient service. */
  inpatientDeductibles: z.record(z.string().regex(/^20\d\d$/), decimalField).default({}),
});

const tenantSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'may have letters, digits, dot, dash and underscore only'),
  name: text,
  timeZone: zoneField.optional(),
  holidays: z.array(dayField).default([]),
  cdsClient: cdsClientSchema,
  fhir: z.object({ baseUrl: baseField, backend: z.object({ clientId: text, privateJwk: jwkField }).optional() }),
  // One scope per resource type and more: longer than any name.
  smart: z.object({ clientId: text, scope: z.string().min(1).max(4000) }).optional(),
  roles: z.record(z.string(), role).default({}),
  cards: cardsSchema.prefault({}),
  /** What people are called until they first log in: afterwards the EHR says it. */
  names: z.record(z.string(), text).default({}),
  staff: z
    .array(
      z.object({ id: referenceField('Practitioner'), roles: z.array(role), capacityPerDay: z.number().positive() }),
    )
    .default([]),
  sites: z.array(siteSchema).default([]),
  routing: routingSchema.prefault({}),
  margin: marginSchema.prefault({}),
  waste: wastePolicySchema.prefault({}),
  retention: retentionSchema.prefault({}),
});

/** The configuration file of the public contract; fields that it does not know are ignored. */
export const configSchema = z.object({
  port: portField.default(8080),
  publicUrl: baseField.optional(),
  database: z.object({ url: databaseField }).optional(),
  dataDir: text.optional(),
  timeZone: zoneField.optional(),
  clock: z.object({ today: dayField }).optional(),
  tenants: z.array(tenantSchema),
  policies: z.array(text).default([]),
});

export type ConfigFile = z.infer<typeof configSchema>;
export type Tenant = z.infer<typeof tenantSchema>;

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
