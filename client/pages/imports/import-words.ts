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
  contracts: 'Payer contracts',
  policies: 'Policy pack',
  authorizations: 'Authorization feed',
  eligibility: 'Eligibility checks',
  usage: 'Units used',
};
