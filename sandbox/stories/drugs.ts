// The drugs of the stories as the sandbox's order catalogue codes them. HCPCS from the quarterly CMS files;
// RxNorm only at ingredient level; NDC as FHIR wants it, ten digits with the labeler's hyphens.
import type { CodeableConcept, Coding } from 'fhir/r4';

export interface CatalogueDrug {
  readonly name: string;
  readonly hcpcs: string;
  readonly rxnorm?: string;
  readonly ndc?: string;
  readonly route: 'intravenous' | 'subcutaneous';
}

export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const NDC = 'http://hl7.org/fhir/sid/ndc';

const intravenous = (name: string, hcpcs: string, more: Pick<CatalogueDrug, 'rxnorm' | 'ndc'> = {}): CatalogueDrug => ({
  name,
  hcpcs,
  route: 'intravenous',
  ...more,
});

export const PEMBROLIZUMAB = intravenous('pembrolizumab', 'J9271', { rxnorm: '1547545', ndc: '0006-3026-02' });
export const NIVOLUMAB = intravenous('nivolumab', 'J9299', { rxnorm: '1597876', ndc: '0003-3734-13' });
export const ATEZOLIZUMAB = intravenous('atezolizumab', 'J9022', { rxnorm: '1792776', ndc: '50242-917-01' });
export const DURVALUMAB = intravenous('durvalumab', 'J9173', { rxnorm: '1919503' });
export const CEMIPLIMAB = intravenous('cemiplimab-rwlc', 'J9119', { rxnorm: '2058826' });
export const PERTUZUMAB = intravenous('pertuzumab', 'J9306', { rxnorm: '1298944' });
export const BEVACIZUMAB = intravenous('bevacizumab', 'J9035', { rxnorm: '253337' });
export const BEVACIZUMAB_BVZR = intravenous('bevacizumab-bvzr', 'Q5118');
export const BEVACIZUMAB_AWWB = intravenous('bevacizumab-awwb', 'Q5107');
export const DENOSUMAB: CatalogueDrug = { name: 'denosumab', hcpcs: 'J0897', route: 'subcutaneous' };
export const DARATUMUMAB_SC: CatalogueDrug = {
  name: 'daratumumab and hyaluronidase-fihj',
  hcpcs: 'J9144',
  route: 'subcutaneous',
};

export function medicationOf(drug: CatalogueDrug): CodeableConcept {
  const coding: Coding[] = [{ system: HCPCS, code: drug.hcpcs }];
  if (drug.rxnorm !== undefined) coding.push({ system: RXNORM, code: drug.rxnorm });
  if (drug.ndc !== undefined) coding.push({ system: NDC, code: drug.ndc });
  return { coding, text: drug.name };
}
