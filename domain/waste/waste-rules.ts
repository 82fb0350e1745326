import type { Citation } from '../decision/citation.ts';
import { plainDate } from '../kernel/plain-date.ts';

/** How well a rule is founded: a CMS text, a Medicare contractor's page, a published paper or law, or our own caution. */
export type WasteRuleBasis = 'cms' | 'contractor' | 'literature' | 'house';

/** One rule about discarded drug, with where it comes from and since when it holds. */
export interface WasteRule {
  readonly id: WasteRuleId;
  readonly says: string;
  readonly basis: WasteRuleBasis;
  readonly citation: Citation;
}

export type WasteRuleId =
  | 'WZ-1'
  | 'WZ-2'
  | 'WZ-3'
  | 'WZ-4'
  | 'WZ-5'
  | 'WZ-6'
  | 'WZ-7'
  | 'WZ-8'
  | 'WZ-9'
  | 'WZ-10'
  | 'WZ-11'
  | 'WZ-12'
  | 'WZ-13'
  | 'WZ-14'
  | 'WZ-15'
  | 'WZ-16'
  | 'WZ-17'
  | 'WZ-18'
  | 'WZ-19'
  | 'WZ-20';

/** JW is required on claims for services from this day. */
export const JW_REQUIRED_FROM = plainDate('2017-01-01');
/** JZ is required on claims for services from this day. */
export const JZ_REQUIRED_FROM = plainDate('2023-07-01');

const MANUAL = 'Medicare Claims Processing Manual (Pub. 100-04), chapter 17';
const QUESTIONS = 'CMS discarded drugs policy, JW and JZ modifier questions and answers';
const READ_ON = plainDate('2026-11-21');

const cited = (document: string, section: string, from: string): Citation => ({
  document,
  section,
  readOn: READ_ON,
  inForce: { from: plainDate(from) },
});

export const WASTE_RULES: Readonly<Record<WasteRuleId, WasteRule>> = {
  'WZ-1': {
    id: 'WZ-1',
    says: 'The modifiers are for drugs that Medicare Part B pays separately and that come in single-dose packages.',
    basis: 'cms',
    citation: cited(MANUAL, '40', '2017-01-01'),
  },
  'WZ-2': {
    id: 'WZ-2',
    says: 'JW from January 1, 2017; JZ from July 1, 2023; claims without either may be returned from October 1, 2023.',
    basis: 'cms',
    citation: cited(QUESTIONS, 'effective dates', '2017-01-01'),
  },
  'WZ-3': {
    id: 'WZ-3',
    says: 'With waste two lines, the given units plain and the discarded units with JW; without waste one line with JZ.',
    basis: 'cms',
    citation: cited(QUESTIONS, 'claim lines', '2017-01-01'),
  },
  'WZ-4': {
    id: 'WZ-4',
    says: 'Given units are the dose over the unit of the code, rounded up once for the whole administration.',
    basis: 'cms',
    citation: cited(MANUAL, '40', '2017-01-01'),
  },
  'WZ-5': {
    id: 'WZ-5',
    says: 'Discarded units are what the label holds beyond the given units, rounded down; rounding is never billed twice.',
    basis: 'cms',
    citation: cited(MANUAL, '40', '2017-01-01'),
  },
  'WZ-6': {
    id: 'WZ-6',
    says: 'Less than one whole unit left over is paid for by the unit that was rounded up: the line carries JZ.',
    basis: 'contractor',
    citation: cited('Medicare contractor guidance on JW and JZ', 'partial units', '2023-07-01'),
  },
  'WZ-7': {
    id: 'WZ-7',
    says: 'Multi-dose packages take neither modifier and their remainder is not paid.',
    basis: 'cms',
    citation: cited(MANUAL, '40', '2017-01-01'),
  },
  'WZ-8': {
    id: 'WZ-8',
    says: 'Content above the label is neither billable nor discarded drug.',
    basis: 'cms',
    citation: cited('Calendar year 2011 Medicare physician fee schedule final rule', 'overfill', '2011-01-01'),
  },
  'WZ-9': {
    id: 'WZ-9',
    says: 'The vials opened should be those that supply the dose with the least waste.',
    basis: 'contractor',
    citation: cited('Medicare contractor billing articles on discarded drugs', 'vial size', '2017-01-01'),
  },
  'WZ-10': {
    id: 'WZ-10',
    says: 'What another patient receives was not discarded, whoever pays for that patient.',
    basis: 'cms',
    citation: cited(MANUAL, '40', '2017-01-01'),
  },
  'WZ-11': {
    id: 'WZ-11',
    says: 'Discarded drug is payable only when the patient received a dose.',
    basis: 'cms',
    citation: cited(MANUAL, '40', '2017-01-01'),
  },
  'WZ-12': {
    id: 'WZ-12',
    says: 'Discarded drug is what was not part of the ordered dose; contractors differ on a dose that was cut short.',
    basis: 'cms',
    citation: cited(QUESTIONS, 'definition of the discarded amount', '2023-01-01'),
  },
  'WZ-13': {
    id: 'WZ-13',
    says: 'Asked of offices, hospital outpatient (status G or K), surgery centers (K2), critical access hospitals and 340B.',
    basis: 'cms',
    citation: cited(QUESTIONS, 'settings', '2017-01-01'),
  },
  'WZ-14': {
    id: 'WZ-14',
    says: 'A supplier reports them only for drug that it administers, not for drug that it hands out for use at home.',
    basis: 'cms',
    citation: cited(QUESTIONS, 'suppliers', '2017-01-01'),
  },
  'WZ-15': {
    id: 'WZ-15',
    says: 'Radiopharmaceuticals and imaging agents: contractors differ, the drug table says how this code is treated.',
    basis: 'contractor',
    citation: cited('Medicare contractor guidance on JW and JZ', 'imaging agents', '2017-01-01'),
  },
  'WZ-16': {
    id: 'WZ-16',
    says: 'Vaccines for influenza, pneumococcus and COVID-19 and competitive-acquisition drugs are outside.',
    basis: 'cms',
    citation: cited(QUESTIONS, 'drugs outside the policy', '2017-01-01'),
  },
  'WZ-17': {
    id: 'WZ-17',
    says: 'Skin substitutes that are not licensed biologics are supplies since 2026 and take neither modifier.',
    basis: 'literature',
    citation: cited('Calendar year 2026 Medicare physician fee schedule final rule', 'skin substitutes', '2026-01-01'),
  },
  'WZ-18': {
    id: 'WZ-18',
    says: 'Drug bought under 340B carries TB beside JW or JZ, on every line.',
    basis: 'cms',
    citation: cited('CMS 340B modifier guidance', 'TB', '2025-01-01'),
  },
  'WZ-19': {
    id: 'WZ-19',
    says: 'The chart holds time, drug, NDC, lot, labels, doses ordered and given, amount discarded, reason and signature.',
    basis: 'contractor',
    citation: cited('Medicare contractor guidance on JW and JZ', 'documentation', '2017-01-01'),
  },
  'WZ-20': {
    id: 'WZ-20',
    says: 'Other payers decide plan by plan whether they follow Medicare and whether they pay for discarded drug.',
    basis: 'house',
    citation: cited('Contract and policy of the payer', 'discarded drug', '2017-01-01'),
  },
};

export const wasteRule = (id: WasteRuleId): WasteRule => WASTE_RULES[id];
