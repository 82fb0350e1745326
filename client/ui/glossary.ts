/** What each abbreviation and term of art means, in one sentence; shown wherever the term is. */
export const GLOSSARY = {
  HCPCS: 'The code that a drug is billed under, one letter and four digits, as J9271.',
  NDC: 'National Drug Code: the number on the package, by which pharmacies and payers name it.',
  ASP: 'Average sales price, as CMS publishes it each quarter; most payers pay a share above it.',
  '340B': 'A program in which eligible hospitals and clinics buy outpatient drugs at reduced prices.',
  WAC: 'Wholesale acquisition cost: the list price of the maker, before discounts.',
  GPO: 'Group purchasing organization: buys for many sites at once, at its own prices.',
  AWP: 'Average wholesale price: a list price, from which some contracts pay a share less.',
  MUE: 'Medically unlikely edit: the most units of a code that Medicare takes for one day.',
  CMS: 'The federal agency that runs Medicare and Medicaid.',
  OPPS: 'The rates at which Medicare pays hospital outpatient departments, set each year.',
  GLOBE: 'A proposed Medicare model that would rest the share of a patient on prices of other countries.',
  JW: 'The claim modifier of a line for discarded units.',
  JZ: 'The claim modifier that says nothing was discarded.',
  CARC: 'Claim adjustment reason code: the number by which a payer says why it did not pay as billed.',
  NPI: 'National Provider Identifier: the number of a clinician or a site.',
  BSA: 'Body surface area in square meters, by which some doses are measured.',
  AUC: 'Area under the curve: the exposure that a carboplatin dose aims at.',
  MAR: 'Medication administration record: where the nurse charts what was given.',
  EHR: 'Electronic health record: the system in which the center books and charts.',
  units: 'Billing units: what one count on the claim stands for, set for each drug code.',
  'discarded units': 'Units left in an opened single-dose vial and thrown away; most payers count them.',
  'buy and bill': 'The center buys the drug and bills the payer for it.',
  'white bag': 'The payer has a pharmacy send the drug for this patient; the center does not buy it.',
  'clear bag': "The health system's own pharmacy supplies the drug for this patient.",
  'payer-verified': 'The payer itself gave this answer electronically.',
  'recorded, not payer-verified': 'Our systems hold it, but no payer answer confirms it.',
  'attested by a person': 'A named person saw it at the payer and wrote it down.',
  projected: 'Not signed for this visit: the last signed drug, dose and interval carried forward.',
  'peer-to-peer': "A call in which the prescriber explains the case to the payer's physician.",
  'cleared by the visit':
    'The payer approves, and its answer arrives before the visit. With * it is a starting estimate, not from your data.',
  'dollars at risk': 'Planned and discarded units at the payment limit of the quarter of the visit.',
  'expected loss':
    'Dollars at risk, times the chance of not being cleared, times the share that is never paid in the end.',
  'in force': 'The dates between which the cited source holds.',
} as const;

export type GlossaryTerm = keyof typeof GLOSSARY;

export const isGlossaryTerm = (text: string): text is GlossaryTerm => text in GLOSSARY;
