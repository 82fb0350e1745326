/** Files that are taken in through the app: looked at first, then applied, and taken back if they were wrong. */
import { z } from 'zod';
import { flipChange } from './margin.schema.ts';
import { dollarText, instantText, plainDateText } from './scalars.schema.ts';

export const importKind = z.enum([
  'asp',
  'crosswalk',
  'mue',
  'opps',
  'prices',
  'awp',
  'charges',
  'scenario-prices',
  'contracts',
  'policies',
  'authorizations',
  'eligibility',
  'usage',
  'preparation',
]);

const remark = z.object({ row: z.number().int(), reason: z.string() });
const effective = z.object({ from: plainDateText, until: plainDateText.optional() });

/** As `chairready import` prints it. */
export const importReport = z.object({
  file: z.string(),
  kind: importKind,
  effective: effective.nullable(),
  read: z.number().int(),
  kept: z.number().int(),
  rejected: z.array(remark),
  warnings: z.array(remark),
  unchanged: z.boolean(),
  notListed: z.object({ rejected: z.number().int(), warnings: z.number().int() }).optional(),
});

/** What counts otherwise once the file counts. */
export const importDifference = z.object({
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  /** What it is compared with: the file that counts now. */
  comparedWith: z.string().optional(),
  samples: z.array(z.object({ what: z.string(), was: z.string().optional(), now: z.string().optional() })),
});

/** Booked visits whose margin would change its sign or band, as drug, payer and site with counts. */
export const flipsAhead = z.object({
  /** How many drugs at one payer and site. */
  total: z.number().int(),
  visits: z.number().int(),
  /** The gravest first, as many as a page shows. */
  flips: z.array(
    z.object({
      change: flipChange,
      hcpcs: z.string(),
      drug: z.string(),
      payer: z.string(),
      site: z.string(),
      visits: z.number().int(),
      firstVisit: plainDateText,
      wasTotal: dollarText.optional(),
      nowTotal: dollarText.optional(),
    }),
  ),
});

export const importOutcome = z.object({
  applied: z.boolean(),
  report: importReport,
  difference: importDifference.optional(),
  /** Where the file is one that figures are made of and does not count yet. */
  flips: flipsAhead.optional(),
});

export const importedFile = z.object({
  id: z.string(),
  kind: importKind,
  file: z.string(),
  effective: effective.optional(),
  read: z.number().int(),
  kept: z.number().int(),
  rejected: z.number().int(),
  importedAt: instantText,
  /** The file that counts again if this one is taken back. */
  before: z.string().optional(),
  /** False where its rows became records, which are corrected and never taken back. */
  undoable: z.boolean(),
});

export const importsView = z.object({
  /** What this reader may take in. */
  kinds: z.array(importKind),
  files: z.array(importedFile),
  /** Quarters whose payment limits are loaded. */
  quarters: z.array(z.string()),
});

/** The file itself is the body, as `application/octet-stream`. */
export const uploadQuery = z.object({
  kind: importKind,
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\0]+$/, 'is the name of a file, without folders'),
  apply: z.enum(['true', 'false']).default('false'),
});

export type ImportKindName = z.infer<typeof importKind>;
export type ImportReportView = z.infer<typeof importReport>;
export type ImportDifference = z.infer<typeof importDifference>;
export type FlipsAhead = z.infer<typeof flipsAhead>;
export type ImportOutcome = z.infer<typeof importOutcome>;
export type ImportedFile = z.infer<typeof importedFile>;
export type ImportsView = z.infer<typeof importsView>;
