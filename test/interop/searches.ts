/** Searches that both servers must answer alike: those that the product sends, and one for each kind of parameter beside them. */
import type { PrefetchKey } from '../../cds-hooks/prefetch-templates.ts';
import { PREFETCH_TEMPLATES, isRead, resolveTemplate } from '../../cds-hooks/prefetch-templates.ts';
import { STORIES } from '../../sandbox/stories/all-stories.ts';
import { STAFF } from '../../sandbox/stories/clinic.ts';

/** Every search of the prefetch templates for every patient, and for every user of the sandbox: all that the gateway asks. */
export const PRODUCT_SEARCHES: readonly string[] = [
  ...new Set(STORIES.flatMap(({ id: patientId }) => STAFF.flatMap(({ id: userId }) => searchesFor(patientId, userId)))),
];

function searchesFor(patientId: string, practitionerId: string): readonly string[] {
  const tokens = {
    'context.patientId': patientId,
    'context.userId': `Practitioner/${practitionerId}`,
    userPractitionerId: practitionerId,
  };
  const keys = Object.keys(PREFETCH_TEMPLATES) as PrefetchKey[];
  return keys.filter((key) => !isRead(key)).flatMap((key) => resolveTemplate(key, tokens) ?? []);
}

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

/** Searches in which order matters are in ORDERED_SEARCHES. */
export const OTHER_SEARCHES: readonly string[] = [
  'Patient?_id=two-drugs-one-visit,coverage-ended',
  'Patient?family=Abernethy',
  'Patient?name=aber',
  'Patient?birthdate=ge1960-01-01',
  'Patient?active=true',
  'Patient?identifier=urn:chairready:sandbox:mrn|SBX-000000',
  'Appointment?date=2026-11-30',
  'Appointment?date=ge2026-11-30&date=lt2026-12-02',
  'Appointment?date=gt2026-12-01T09:00:00-06:00',
  'Appointment?actor=Location/chair-1',
  'Appointment?based-on=ServiceRequest/payer-answered-on-the-order-service',
  'MedicationRequest?subject=Patient/two-drugs-one-visit',
  `MedicationRequest?code=${HCPCS}|J9271`,
  'MedicationRequest?code=J9271,J9022',
  'MedicationRequest?authoredon=ge2026-11-10',
  'MedicationAdministration?request=MedicationRequest/expires-before-third-cycle-order',
  'MedicationAdministration?effective-time=ge2026-11-01',
  'MedicationAdministration?effective-time=lt2026-11-01',
  'Condition?code=C34.90&clinical-status=active',
  'Condition?recorded-date=ge2026-07-01',
  'Observation?code=http://loinc.org|29463-7',
  'Observation?date=ge2026-11-01',
  'Coverage?payor=Organization/payer-sunrise',
  'Coverage?type=512&status=active',
  'ClaimResponse?use=preauthorization&outcome=complete',
  'ClaimResponse?created=lt2026-11-15',
  'Organization?type=pay',
  'Organization?name=sunrise',
  'Practitioner?name=feld',
  'Location?name=infusion',
  'Task?patient=Patient/coverage-ended',
];

/** The order of the first page counts as well. */
export const ORDERED_SEARCHES: readonly string[] = [
  'Appointment?status=booked&_sort=date&_count=50',
  'Appointment?status=booked&_sort=-date&_count=1',
];
