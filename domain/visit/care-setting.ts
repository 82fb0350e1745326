/** Where a drug is given, as far as its payment differs: office, hospital outpatient department, surgery center, ... */
export type CareSetting = 'office' | 'hopd' | 'asc' | 'cah' | 'rhc' | 'fqhc' | 'inpatient';

/** Settings in which the payment for the visit or the stay includes the drug, with the reason in words. */
export const DRUG_INCLUDED: Readonly<Partial<Record<CareSetting, string>>> = {
  rhc: 'rural health clinics are paid by the visit',
  fqhc: 'federally qualified health centers are paid by the visit',
  inpatient: 'inpatient drugs are part of the stay',
};

/** OPPS status indicator N and ASC payment indicator N1: paid inside another service, never by itself. */
const PACKAGED: ReadonlySet<string> = new Set(['N', 'N1']);

export const isPackagedStatus = (indicator: string): boolean => PACKAGED.has(indicator);
