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

/** What the rows of a file become once it is taken in: tables count, preparations are records. */
export const isRecords = (kind: ImportKindName): boolean => kind === 'preparation';

/** The kinds that somebody may take in, with those first that come every quarter. */
export const inListOrder = (allowed: readonly ImportKindName[]): readonly ImportKindName[] =>
  (Object.keys(KIND) as ImportKindName[]).filter((kind) => allowed.includes(kind));

/** The server's words on a file as a sentence of their own. */
export const refusedText = (said: string): string => `${said.slice(0, 1).toUpperCase()}${said.slice(1)}`;
