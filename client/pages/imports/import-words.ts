/** What each kind of file is called. */
import type { ImportKindName } from '../../../api-contract/imports.schema.ts';

export const KIND: Readonly<Record<ImportKindName, string>> = {
  asp: 'Medicare payment limits (CMS)',
  crosswalk: 'NDC to HCPCS crosswalk (CMS)',
  mue: 'Medically unlikely edits (CMS)',
  opps: 'Hospital outpatient rates, Addendum B (CMS)',
  prices: 'Pharmacy prices',
  awp: 'Average wholesale prices (AWP)',
  charges: 'Charges (chargemaster)',
  'scenario-prices': 'Prices for scenarios (negotiated, benchmark)',
  contracts: 'Payer contracts',
  policies: 'Policy pack',
  authorizations: 'Authorization feed',
  eligibility: 'Eligibility checks',
  usage: 'Units used',
  preparation: 'What the pharmacy opened (preparations)',
};

/** What such a file holds, for whoever has one in hand and wonders which kind it is. */
export const ABOUT: Readonly<Record<ImportKindName, string>> = {
  asp: 'What Medicare pays for a unit of each HCPCS code in a quarter, the add-on to ASP included. From CMS.',
  crosswalk: 'Which package (NDC) is billed under which HCPCS code, and with how many units. From CMS.',
  mue: 'The most units of each HCPCS code for one day (MUE). From CMS.',
  opps: 'What a hospital outpatient department is paid for each HCPCS code (OPPS). From CMS.',
  prices: 'What the pharmacy pays for each package (NDC), by account and day.',
  awp: 'The list price (AWP) of each package (NDC), by day.',
  charges: 'What the center charges for a unit of each HCPCS code.',
  'scenario-prices': 'Prices that are proposed or scheduled; they are used where a scenario is switched on.',
  contracts: 'What each payer pays for drugs under its contract, by day.',
  policies: 'What each payer wants for a drug before it approves.',
  authorizations: 'Authorizations that another system has on record.',
  eligibility: 'What payers answered about coverage.',
  usage: 'Units that were used of each authorization.',
  preparation: 'Vials that the pharmacy opened for each visit.',
};

/** What the rows of a file become once it is taken in: tables count, preparations are records. */
export const isRecords = (kind: ImportKindName): boolean => kind === 'preparation';

/** The kinds that somebody may take in, with those first that come every quarter. */
export const inListOrder = (allowed: readonly ImportKindName[]): readonly ImportKindName[] =>
  (Object.keys(KIND) as ImportKindName[]).filter((kind) => allowed.includes(kind));

/** The server's words on a file as a sentence of their own. */
export const refusedText = (said: string): string => `${said.slice(0, 1).toUpperCase()}${said.slice(1)}`;
