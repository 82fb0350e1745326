// The infusion center of the stories: where it is, which chairs it has, and who works there.
// National provider numbers begin with 1 or 2; these begin with 9 so that they belong to nobody.
import type { CodeableConcept, FhirResource } from 'fhir/r4';

export const TIME_ZONE = 'America/Chicago';
export const SITE = 'infusion-center';
export const ONCOLOGIST = 'oncologist-1';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const TAXONOMY = 'http://nucc.org/provider-taxonomy';
const PLACE_OF_SERVICE = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';

/** Vial strengths kept at the site, by HCPCS. */
export const STOCK: Readonly<Record<string, readonly string[]>> = {
  J9271: ['100 mg'],
  J9299: ['40 mg', '240 mg'],
  J9022: ['840 mg', '1200 mg'],
  J9173: ['120 mg', '500 mg'],
  J9119: ['350 mg'],
  J9306: ['420 mg'],
  J9035: ['100 mg', '400 mg'],
  Q5118: ['100 mg', '400 mg'],
  Q5107: ['100 mg', '400 mg'],
};

export const CHAIRS = [1, 2, 3, 4].map((number) => ({ id: `chair-${number}`, name: `Chair ${number}` }));

export interface StaffMember {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  /** A role name of the product. */
  readonly role: string;
  readonly title: CodeableConcept;
  readonly casesPerDay?: number;
}

const titled = (text: string, taxonomy?: string): CodeableConcept => ({
  ...(taxonomy === undefined ? {} : { coding: [{ system: TAXONOMY, code: taxonomy }] }),
  text,
});

export const STAFF: readonly StaffMember[] = [
  { id: 'scheduler-1', given: 'Nadia', family: 'Okonkwo', role: 'scheduler', title: titled('Infusion scheduler') },
  {
    id: 'auth-specialist-1',
    given: 'Tomas',
    family: 'Reyes',
    role: 'authorization-specialist',
    title: titled('Authorization specialist'),
    casesPerDay: 14,
  },
  {
    id: 'senior-specialist-1',
    given: 'Ruth',
    family: 'Lindgren',
    role: 'senior-specialist',
    title: titled('Senior authorization specialist'),
    casesPerDay: 8,
  },
  {
    id: 'peer-to-peer-1',
    given: 'Colette',
    family: 'Marchand',
    role: 'peer-to-peer',
    title: titled('Peer-to-peer nurse', '163W00000X'),
    casesPerDay: 6,
  },
  {
    id: 'nurse-1',
    given: 'Imani',
    family: 'Brooks',
    role: 'infusion-nurse',
    title: titled('Infusion nurse', '163WI0500X'),
  },
  {
    id: 'charge-nurse-1',
    given: 'Sven',
    family: 'Holm',
    role: 'charge-nurse',
    title: titled('Charge nurse', '163WI0500X'),
  },
  {
    id: 'pharmacist-1',
    given: 'Leila',
    family: 'Haddad',
    role: 'pharmacist',
    title: titled('Pharmacist', '183500000X'),
  },
  {
    id: ONCOLOGIST,
    given: 'Marcus',
    family: 'Feld',
    role: 'prescriber',
    title: titled('Medical oncologist', '207RX0202X'),
  },
  { id: 'finance-1', given: 'Priya', family: 'Raman', role: 'finance', title: titled('Revenue analyst') },
  { id: 'compliance-1', given: 'Owen', family: 'Castell', role: 'compliance', title: titled('Compliance officer') },
  {
    id: 'pharmacy-manager-1',
    given: 'Tobias',
    family: 'Nkemelu',
    role: 'pharmacy-manager',
    title: titled('Pharmacy manager', '183500000X'),
  },
  { id: 'billing-1', given: 'Agnes', family: 'Sorell', role: 'billing', title: titled('Billing specialist') },
  {
    id: 'supervisor-1',
    given: 'Hilde',
    family: 'Aas',
    role: 'supervisor',
    title: titled('Authorization supervisor'),
    casesPerDay: 2,
  },
];

export function clinic(): readonly FhirResource[] {
  return [...places(), ...STAFF.flatMap(practitioner)];
}

function places(): readonly FhirResource[] {
  const managingOrganization = { reference: 'Organization/clinic', display: 'Prairie Infusion Associates' };
  const office: CodeableConcept = { coding: [{ system: PLACE_OF_SERVICE, code: '11', display: 'Office' }] };
  return [
    {
      resourceType: 'Organization',
      id: 'clinic',
      active: true,
      identifier: [{ system: NPI, value: '9999990010' }],
      type: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/organization-type', code: 'prov' }] }],
      name: 'Prairie Infusion Associates',
    },
    {
      resourceType: 'Location',
      id: SITE,
      status: 'active',
      name: 'Infusion center',
      mode: 'instance',
      type: [office],
      managingOrganization,
    },
    ...CHAIRS.map(({ id, name }): FhirResource => ({
      resourceType: 'Location',
      id,
      status: 'active',
      name,
      mode: 'instance',
      type: [office],
      partOf: { reference: `Location/${SITE}`, display: 'Infusion center' },
      managingOrganization,
    })),
  ];
}

function practitioner({ id, given, family, title }: StaffMember): readonly FhirResource[] {
  const isOncologist = id === ONCOLOGIST;
  return [
    {
      resourceType: 'Practitioner',
      id,
      active: true,
      ...(isOncologist ? { identifier: [{ system: NPI, value: '9999990028' }] } : {}),
      name: [{ use: 'official', text: `${given} ${family}`, family, given: [given] }],
    },
    {
      resourceType: 'PractitionerRole',
      id: `role-${id}`,
      active: true,
      practitioner: { reference: `Practitioner/${id}`, display: `${given} ${family}` },
      organization: { reference: 'Organization/clinic', display: 'Prairie Infusion Associates' },
      code: [title],
      location: [{ reference: `Location/${SITE}`, display: 'Infusion center' }],
    },
  ];
}
