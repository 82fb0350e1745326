/** Preparation, charting and signing of what was opened, given and thrown away. No dollars anywhere. */
import { z } from 'zod';
import { patientIdentity } from './decision-view.schema.ts';
import { instantText, plainDateText, reference } from './scalars.schema.ts';

export const quantity = z.object({ value: z.string().max(40), unit: z.string().max(40) });

export const vialEntry = z.object({
  content: quantity,
  count: z.int().min(1).max(1000),
  container: z.enum(['single-dose', 'multi-dose']).optional(),
  ndc: z.string().max(20).optional(),
  lot: z.string().trim().max(40).optional(),
  /** An amount out of a vial that was opened for another patient of the day: NDC and lot are that vial's. */
  shared: z.boolean().optional(),
});

/** Why an administration is not the plain one: each leads to its own claim lines or to billing's eyes. */
export const circumstance = z.enum(['as-planned', 'interrupted', 'refused', 'spilled', 'overfill', 'other-amount']);

const reason = z.string().trim().min(3).max(500);
const line = z.string().min(1).max(200);
/** Where the visit is, as the record names it. */
const place = z.string().optional();

/** What is charted of one drug: the amounts, what is billed for them, and the arithmetic between the two. */
export const wasteCharting = z.object({
  hcpcs: z.string(),
  label: z.string(),
  orderedDose: quantity.optional(),
  dose: quantity,
  vials: z.array(vialEntry),
  given: quantity,
  circumstance,
  discarded: quantity,
  /** Of the discarded amount, what the pharmacy threw away and what was left in the bag. */
  discardedInHood: quantity.optional(),
  discardedFromBag: quantity.optional(),
  keptForOthers: quantity.optional(),
  lines: z.array(z.object({ hcpcs: z.string(), units: z.int(), modifiers: z.array(z.string()) })),
  /** Why billing must look before the lines go out. */
  review: z.string().nullable(),
  warnings: z.array(z.string()),
  /** "opened 400 = given 350 + discarded 50 mg" */
  equation: z.string(),
  prompt: z.string(),
  working: z.array(z.object({ label: z.string(), value: z.string(), source: z.string() })),
  rules: z.array(z.string()),
  /** Whether the vials are pharmacy's own entry or were confirmed by the signer. */
  vialsFrom: z.enum(['preparation', 'confirmed', 'plan']),
});

export const wasteRecord = z.object({
  id: z.string(),
  patient: z.string(),
  appointment: z.string(),
  date: plainDateText,
  line,
  hcpcs: z.string(),
  version: z.int(),
  kind: z.enum(['signed', 'corrected', 'entered-in-error']),
  late: z.boolean(),
  reason: z.string().optional(),
  before: wasteCharting.optional(),
  after: wasteCharting.optional(),
  signedBy: z.string(),
  signedRole: z.string(),
  signedAt: instantText,
  witness: z.object({ needed: z.boolean(), by: z.string().optional(), at: instantText.optional() }),
  filed: z.object({ by: z.string(), at: instantText }).optional(),
  /** Where the site lets records go into the chart by themselves: how far this one has come. */
  note: z
    .object({
      state: z.enum(['waiting', 'filed', 'failed']),
      tries: z.int(),
      nextTry: instantText.optional(),
      /** Why it is not there yet. */
      why: z.string().optional(),
      resource: z.string().optional(),
    })
    .optional(),
  released: z.object({ by: z.string(), at: instantText, reason: z.string() }).optional(),
  exported: z.object({ by: z.string(), at: instantText }).optional(),
  reopened: z.object({ at: instantText, reason: z.string() }).optional(),
  /** What to paste into the chart. */
  chartText: z.string(),
});

export const wasteState = z.enum([
  'to-chart',
  'not-ready',
  'reopened',
  'awaiting-witness',
  'signed',
  'nothing-to-chart',
  'cannot-tell',
]);

export const wastePreparation = z.object({
  id: z.string(),
  version: z.int(),
  vials: z.array(vialEntry),
  dose: quantity,
  discardedInHood: quantity.optional(),
  remainder: z
    .object({
      amount: quantity,
      useBy: instantText,
      fate: z.enum(['held', 'used', 'discarded']),
    })
    .optional(),
  fromRemainder: z
    .object({
      preparation: z.string(),
      amount: quantity,
      ndc: z.string().optional(),
      lot: z.string().optional(),
    })
    .optional(),
  recordedBy: z.string(),
  recordedAt: instantText,
});

export const drugToChart = z.object({
  line,
  order: z.string().optional(),
  name: z.string(),
  hcpcs: z.string().optional(),
  state: wasteState,
  /** The version that a signature must name; 0 where nothing is signed yet. */
  version: z.int(),
  preparationVersion: z.int(),
  /** Who says so: the pharmacy, or nobody but the plan. */
  basis: z.enum(['prepared', 'planned']).optional(),
  missing: z.array(z.string()),
  preparation: wastePreparation.optional(),
  proposal: wasteCharting.optional(),
  record: wasteRecord.optional(),
  /** What may be opened, for whoever must correct the vials. */
  packages: z.array(z.object({ content: quantity, container: z.enum(['single-dose', 'multi-dose']) })),
});

export const visitToChart = z.object({
  appointment: z.string(),
  date: plainDateText,
  start: z.string().optional(),
  place,
  patient: patientIdentity,
  state: wasteState,
  drugs: z.array(drugToChart),
  decision: z.string(),
});

export const wastePolicy = z.object({
  maySign: z.boolean(),
  mayWitness: z.boolean(),
  mayPrepare: z.boolean(),
  mayExport: z.boolean(),
  witness: z.enum(['never', 'when-discarded', 'always']),
  sharing: z.boolean(),
  /** The signed-in user, so that a page can tell whose own records cannot be witnessed. */
  user: z.string(),
});

export const visitListEntry = visitToChart.omit({ drugs: true }).extend({
  drugs: z.array(
    drugToChart.pick({ line: true, name: true, hcpcs: true, state: true, basis: true }).extend({
      record: z.object({ id: z.string(), signedBy: z.string() }).optional(),
    }),
  ),
});

export const visitList = z.object({
  day: plainDateText,
  timeZone: z.string(),
  visits: z.array(visitListEntry),
  policy: wastePolicy,
});

export const visitCharting = z.object({ visit: visitToChart, timeZone: z.string(), policy: wastePolicy });

const drugToSign = z.object({
  line,
  version: z.int().min(0),
  vials: z.array(vialEntry).min(1).max(50),
  /** The signer has seen these vials; needed wherever pharmacy did not record exactly them. */
  confirmed: z.boolean(),
  dose: quantity,
  given: quantity,
  circumstance,
  reason: reason.optional(),
});

export const signWaste = z.object({
  appointment: reference,
  date: plainDateText,
  drugs: z.array(drugToSign).min(1).max(20),
});

export const previewWaste = z.object({ appointment: reference, date: plainDateText, drug: drugToSign });

export const signedWaste = z.object({ records: z.array(wasteRecord) });

export const recordPreparation = z.object({
  appointment: reference,
  date: plainDateText,
  line,
  version: z.int().min(0),
  vials: z.array(vialEntry).max(50),
  dose: quantity,
  discardedInHood: quantity.optional(),
  /** Held for another patient of the day: only where the site shares vials. */
  remainder: z.object({ amount: quantity, useBy: instantText }).optional(),
  /** All of another patient's held remainder: what is not given of it is this patient's to discard. */
  fromRemainder: z.object({ preparation: z.string().max(64) }).optional(),
  reason: reason.optional(),
});

export const settleRemainder = z.object({ preparation: z.string().max(64) });

export const withReason = z.object({ reason });

export const heldRemainder = z.object({
  preparation: z.string(),
  hcpcs: z.string(),
  label: z.string(),
  amount: quantity,
  useBy: instantText,
  lots: z.array(z.string()),
});

export const heldRemainders = z.object({ remainders: z.array(heldRemainder) });

export const wasteHistory = z.object({
  records: z.array(wasteRecord),
  /** Whose: absent once no decision of the visit is kept any more. */
  person: z.object({ name: z.string().optional(), birthDate: plainDateText.optional() }).optional(),
  timeZone: z.string(),
});

/** Work that charting left: what was given and not charted, or does not fit. */
export const wasteGap = z.object({
  kind: z.enum(['not-charted', 'not-signed', 'reopened', 'awaiting-witness', 'does-not-add-up', 'remainder-expired']),
  patient: z.string(),
  appointment: z.string(),
  date: plainDateText,
  place,
  line: z.string().optional(),
  hcpcs: z.string().optional(),
  why: z.string(),
  record: z.string().optional(),
});

/** What patients are called, by reference: only those whose name is known. */
const people = z.record(z.string(), z.object({ name: z.string().optional(), birthDate: plainDateText.optional() }));

/** The oldest first; `more` says that there are others behind them. */
export const wasteGaps = z.object({ gaps: z.array(wasteGap), more: z.boolean(), people });

const placedRecord = wasteRecord.extend({ place });

export const exportCounts = z.object({
  exported: z.object({ records: z.int(), lines: z.int() }),
  notExported: z.object({ records: z.int(), lines: z.int() }),
  heldBack: z.object({ review: z.int(), witness: z.int(), reopened: z.int(), remainder: z.int() }),
  toReview: z.array(placedRecord),
  batches: z.array(z.object({ id: z.string(), at: instantText, by: z.string(), records: z.int() })),
  /** Lines that left and were then corrected or withdrawn: billing must correct the claim. As many as a page shows. */
  changedSince: z.array(placedRecord),
  changedTotal: z.int(),
  people,
  timeZone: z.string(),
});

export const makeExport = z.object({ format: z.enum(['csv', 'ndjson']) });
export const exportFormat = z.object({ format: z.enum(['csv', 'ndjson']).optional() });

export const exportFile = z.object({
  id: z.string().nullable(),
  fileName: z.string(),
  format: z.enum(['csv', 'ndjson']),
  records: z.int(),
  lines: z.int(),
  /** Records that are ready and did not fit into this file. */
  left: z.int(),
  text: z.string(),
});

export type WireQuantity = z.infer<typeof quantity>;
export type VialEntry = z.infer<typeof vialEntry>;
export type Circumstance = z.infer<typeof circumstance>;
export type WasteCharting = z.infer<typeof wasteCharting>;
export type WasteRecordView = z.infer<typeof wasteRecord>;
export type WasteHistoryView = z.infer<typeof wasteHistory>;
export type WasteState = z.infer<typeof wasteState>;
export type WastePreparationView = z.infer<typeof wastePreparation>;
export type DrugToChart = z.infer<typeof drugToChart>;
export type VisitToChart = z.infer<typeof visitToChart>;
export type VisitListEntry = z.infer<typeof visitListEntry>;
export type VisitListView = z.infer<typeof visitList>;
export type VisitChartingView = z.infer<typeof visitCharting>;
export type WastePolicyView = z.infer<typeof wastePolicy>;
export type DrugToSign = z.infer<typeof drugToSign>;
export type SignWaste = z.infer<typeof signWaste>;
export type RecordPreparation = z.infer<typeof recordPreparation>;
export type WasteGapView = z.infer<typeof wasteGap>;
export type PeopleView = z.infer<typeof people>;
export type ExportCounts = z.infer<typeof exportCounts>;
export type ExportFile = z.infer<typeof exportFile>;
export type HeldRemainder = z.infer<typeof heldRemainder>;
