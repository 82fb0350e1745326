/** What a drug earns from a payer at a site: for pharmacy and finance, never of one patient. */
import { z } from 'zod';
import { decimalText, dollarText, instantText, plainDateText } from './scalars.schema.ts';

export const marginBand = z.enum(['loss', 'thin', 'sound', 'none']);

/** Dollars with their exact decimals: unlike totals, lines are not rounded. */
export const worksheetLine = z.object({ label: z.string(), amount: decimalText, source: z.string() });

/** Why there is no figure, and what would bring one. */
export const noFigure = z.object({ code: z.string(), why: z.string() });

export const marginFigure = z.object({
  allowed: dollarText,
  expected: dollarText,
  acquisition: dollarText,
  margin: dollarText,
  /** Of the cost, two decimals. */
  spreadPercent: decimalText.optional(),
  band: marginBand,
  /** File, row and quarter; absent where the payer's form needs no limit. */
  priceSource: z.string().optional(),
});

/** One drug for one payer at one site, with the dose that is booked most typically. */
export const marginRow = z.object({
  key: z.string(),
  hcpcs: z.string(),
  drug: z.string(),
  payer: z.string(),
  product: z.string().optional(),
  /** The site with its kind of place. */
  site: z.string(),
  /** The site alone, by the name that every page chooses by; absent where the record names none. */
  place: z.string().optional(),
  visits: z.number().int(),
  firstVisit: plainDateText,
  lastVisit: plainDateText,
  /** The typical dose, in billing units. */
  units: z.number().int(),
  discardedUnits: z.number().int(),
  /** For the day of the next visit. */
  figure: marginFigure.optional(),
  noFigure: noFigure.optional(),
});

export const scenarioView = z.object({
  id: z.string(),
  status: z.enum(['proposed', 'scheduled']),
  name: z.string(),
  source: z.string(),
  from: plainDateText,
  until: plainDateText.optional(),
  isOn: z.boolean(),
  /** The file to load; without a price of a drug the scenario changes nothing about it. */
  needs: z.string().optional(),
  /** Where it is played: the figures that it leaves as they are, and why. */
  unchanged: z.string().optional(),
});

export const marginList = z.object({
  today: plainDateText,
  rows: z.array(marginRow),
  /** Booked drugs that no one payer and unit count could be told of: not priced, not forgotten. */
  leftOut: z.number().int(),
  /** Visits were checked that are not among the rows yet: they are read within a minute. */
  isReading: z.boolean(),
  /** Quarters of booked visits whose payment limits are not loaded, with the visits that wait for them. */
  quartersToLoad: z.array(z.object({ quarter: z.string(), visits: z.number().int() })),
  scenarios: z.array(scenarioView),
  finalRules: z.array(z.object({ name: z.string(), source: z.string(), from: plainDateText, isOn: z.boolean() })),
  assumptions: z.array(z.string()),
  /** Changes of sign or band that this reader has not set aside. */
  unseenFlips: z.number().int(),
});

const trendPoint = z.object({
  quarter: z.string(),
  from: plainDateText,
  limit: decimalText.optional(),
  margin: dollarText.optional(),
  priceSource: z.string().optional(),
  why: z.string().optional(),
});

const step = z.object({ percent: z.number(), margin: dollarText });

const productAlternative = z.object({
  hcpcs: z.string(),
  drug: z.string(),
  isBooked: z.boolean(),
  payerPrefers: z.boolean(),
  /** The chance of approval that the payer's policy states; absent where none does. */
  approval: z.number().optional(),
  margin: dollarText.optional(),
  why: z.string().optional(),
});

const siteAlternative = z.object({
  site: z.string(),
  isBooked: z.boolean(),
  payerAllows: z.enum(['yes', 'no', 'not-said']),
  margin: dollarText.optional(),
  why: z.string().optional(),
});

const administrationLine = z.object({
  code: z.string(),
  words: z.string(),
  allowed: dollarText.optional(),
  /** After sequestration, where it is Medicare that pays. */
  expected: dollarText.optional(),
  source: z.string().optional(),
  /** What to load, where no price is in force. */
  why: z.string().optional(),
});

export const marginDetail = z.object({
  today: plainDateText,
  row: marginRow,
  on: plainDateText,
  /** Allowed, sequestration, unpaid patient share, cost, margin. */
  waterfall: z.array(z.object({ label: z.string(), amount: dollarText })),
  worksheet: z.array(worksheetLine),
  breakEvenAsp: decimalText.optional(),
  wasteEffect: dollarText.optional(),
  /** What giving the drug is paid, for the first hour or the one injection: no part of the figure. */
  administration: z.array(administrationLine),
  trend: z.array(trendPoint),
  aspSteps: z.array(step),
  denialSteps: z.array(step),
  products: z.array(productAlternative),
  sites: z.array(siteAlternative),
  /** Where the payer's preference and odds come from. */
  policy: z.string().optional(),
  scenarios: z.array(scenarioView),
  assumptions: z.array(z.string()),
});

export const flipChange = z.enum(['turned-negative', 'turned-positive', 'band-fell', 'band-rose', 'figure-lost']);

export const flipView = z.object({
  flipNo: z.number().int(),
  change: flipChange,
  hcpcs: z.string(),
  drug: z.string(),
  payer: z.string(),
  product: z.string().optional(),
  /** As in a row of the list. */
  site: z.string(),
  place: z.string().optional(),
  wasBand: marginBand,
  nowBand: marginBand,
  wasPrice: z.string().optional(),
  nowPrice: z.string().optional(),
  visits: z.number().int(),
  firstVisit: plainDateText,
  lastVisit: plainDateText,
  wasTotal: dollarText.optional(),
  nowTotal: dollarText.optional(),
  /** On average, over the visits that have both figures. */
  changePerVisit: dollarText.optional(),
  breakEvenAsp: decimalText.optional(),
  whyNone: z.string().optional(),
  /** The lines of the first visit. */
  working: z.object({ was: z.array(worksheetLine), now: z.array(worksheetLine) }),
});

export const flipWatchView = z.object({
  id: z.string(),
  file: z.string(),
  kind: z.string(),
  why: z.enum(['import', 'undo']),
  at: instantText,
  visits: z.number().int(),
  priced: z.number().int(),
  flips: z.array(flipView),
  isSeen: z.boolean(),
});

export const flipsView = z.object({
  watches: z.array(flipWatchView),
  /** Imported files that booked visits are being priced with right now: their changes are not listed yet. */
  waiting: z.array(z.string()),
  /** Whether this reader may list the visits behind a change. */
  mayListVisits: z.boolean(),
});

export const flipVisits = z.object({
  visits: z.array(
    z.object({
      patient: z.string(),
      appointment: z.string(),
      date: plainDateText,
      units: z.number().int(),
      was: dollarText.optional(),
      now: dollarText.optional(),
    }),
  ),
  /** More than are listed here. */
  more: z.boolean(),
});

export const seenBody = z.object({ watch: z.string().regex(/^\d{1,18}$/) });

export type MarginFigure = z.infer<typeof marginFigure>;
export type MarginRow = z.infer<typeof marginRow>;
export type MarginList = z.infer<typeof marginList>;
export type MarginDetail = z.infer<typeof marginDetail>;
export type ScenarioView = z.infer<typeof scenarioView>;
export type FlipView = z.infer<typeof flipView>;
export type FlipWatchView = z.infer<typeof flipWatchView>;
export type FlipsView = z.infer<typeof flipsView>;
export type FlipVisits = z.infer<typeof flipVisits>;
