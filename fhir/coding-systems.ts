/** The code systems that we read, each by its preferred address (HL7 terminology naming systems, August 2026). */
export const SYSTEM = {
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  cpt: 'http://www.ama-assn.org/go/cpt',
  ndc: 'http://hl7.org/fhir/sid/ndc',
  rxnorm: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  icd10cm: 'http://hl7.org/fhir/sid/icd-10-cm',
  loinc: 'http://loinc.org',
  snomed: 'http://snomed.info/sct',
  npi: 'http://hl7.org/fhir/sid/us-npi',
  placeOfService: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
  sourceOfPayment: 'https://nahdo.org/sopt',
  ucum: 'http://unitsofmeasure.org',
  reviewAction: 'https://codesystem.x12.org/005010/306',
  serviceType: 'https://codesystem.x12.org/005010/1365',
} as const;

/** Other spellings that records carry, without scheme, `www.` and trailing slash. */
const ALIASES: readonly (readonly [string, readonly string[]])[] = [
  [
    SYSTEM.hcpcs,
    [
      'urn:oid:2.16.840.1.113883.6.285',
      'cms.gov/medicare/coding/hcpcsreleasecodesets/hcpcs',
      'hl7.org/fhir/sid/hcpcs',
      'terminology.hl7.org/codesystem/hcpcs',
      'terminology.hl7.org/codesystem/hcpcs-all-codes',
      'cms.gov/medicare/coding/medhcpcsgeninfo',
      'hcpcs',
    ],
  ],
  [SYSTEM.cpt, ['urn:oid:2.16.840.1.113883.6.12', 'cpt']],
  [SYSTEM.ndc, ['urn:oid:2.16.840.1.113883.6.69', 'fda.gov/drugs/informationondrugs/ucm142438.htm', 'ndc']],
  [SYSTEM.rxnorm, ['urn:oid:2.16.840.1.113883.6.88', 'rxnorm']],
  [SYSTEM.icd10cm, ['urn:oid:2.16.840.1.113883.6.90', 'hl7.org/fhir/sid/icd-10-cm/us', 'cdc.gov/nchs/icd/icd10cm.htm']],
  [SYSTEM.loinc, ['urn:oid:2.16.840.1.113883.6.1']],
  [SYSTEM.snomed, ['urn:oid:2.16.840.1.113883.6.96']],
  [SYSTEM.npi, ['urn:oid:2.16.840.1.113883.4.6', 'nppes.cms.hhs.gov/npi']],
  [
    SYSTEM.placeOfService,
    [
      'urn:oid:2.16.840.1.113883.15.5',
      'cms.gov/medicare/coding/place-of-service-codes',
      'terminology.hl7.org/codesystem/cmsplaceofservicecodes',
      'hl7.org/fhir/sid/pos',
    ],
  ],
  [
    SYSTEM.sourceOfPayment,
    [
      'urn:oid:2.16.840.1.113883.3.221.5',
      'nahdo.org/sopt',
      'phdsc.org/standards/payer-typology.asp',
      'terminology.hl7.org/codesystem/sopt',
      'naphsis.org/sopt',
    ],
  ],
  [SYSTEM.ucum, ['urn:oid:2.16.840.1.113883.6.8']],
];

const bare = (uri: string): string =>
  uri
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/+$/, '');

const PREFERRED: ReadonlySet<string> = new Set(Object.values(SYSTEM));

const BY_SPELLING: ReadonlyMap<string, string> = new Map([
  ...[...PREFERRED].map((uri): [string, string] => [bare(uri), uri]),
  ...ALIASES.flatMap(([uri, spellings]) => spellings.map((spelling): [string, string] => [spelling, uri])),
]);

/** The preferred address of a code system; one that we do not read stays as it was written. */
export function preferredSystem(uri: string): string {
  const known = remembered.get(uri);
  if (known !== undefined) return known;
  const preferred = PREFERRED.has(uri) ? uri : (BY_SPELLING.get(bare(uri)) ?? uri);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(uri, preferred);
  return preferred;
}

/** Every coding of every record names one, and an EHR uses few. */
const remembered = new Map<string, string>();
const MOST_REMEMBERED = 2000;
