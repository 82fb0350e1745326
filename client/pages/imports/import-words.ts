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
