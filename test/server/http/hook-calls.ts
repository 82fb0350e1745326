/** One well-formed call of every service, about one patient of the lab. */
import { randomUUID } from 'node:crypto';
import { HOOK_SERVICES } from '../../../cds-hooks/services.ts';
import { PATIENT, aCoverage, anAdministration, anAppointment, anOrder } from '../../support/fhir-builders.ts';
import { EHR, bundleOf, fullPrefetch } from './hook-lab.ts';

export interface Scene {
  readonly user: string;
  readonly patient: string;
  /** Orders on the screen; the first is the one that is verified or given. */
  readonly drafts: readonly object[];
  /** Appointments being booked. */
  readonly visits: readonly object[];
  readonly administrations: readonly object[];
  readonly prefetch: Readonly<Record<string, unknown>>;
}

/** On the lab's day, Keytruda without an authorization, given today. */
export const aScene = (more: Partial<Scene> = {}): Scene => ({
  user: 'Practitioner/n1',
  patient: 'p1',
  drafts: [anOrder()],
  visits: [todaysVisit({ status: 'proposed' })],
  administrations: [anAdministration({ ...given(), status: 'completed' })],
  prefetch: {
    ...fullPrefetch(),
    appointments: bundleOf(todaysVisit()),
    administrations: bundleOf(anAdministration(given())),
    coverages: bundleOf(aCoverage()),
  },
  ...more,
});

export const todaysVisit = (more: Parameters<typeof anAppointment>[0] = {}) =>
  anAppointment({
    start: '2026-12-01T09:00:00-05:00',
    supportingInformation: [{ reference: 'MedicationRequest/m1' }],
    ...more,
  });

export const given = (): Parameters<typeof anAdministration>[0] => ({
  effectiveDateTime: '2026-12-01T10:00:00-05:00',
  request: { reference: 'MedicationRequest/m1' },
  subject: { reference: PATIENT },
});

const idOf = (resource: object): string => ('id' in resource ? String(resource.id) : '');

const collection = (resources: readonly object[]) => ({ ...bundleOf(...resources), type: 'collection' });

const CONTEXTS: Readonly<Record<string, (scene: Scene) => object>> = {
  'infusion-booking': ({ visits }) => ({ appointments: collection(visits) }),
  'infusion-order-select': ({ drafts }) => ({
    selections: drafts.slice(0, 1).map((draft) => `MedicationRequest/${idOf(draft)}`),
    draftOrders: collection(drafts),
  }),
  'infusion-order-sign': ({ drafts }) => ({ draftOrders: collection(drafts) }),
  'infusion-check-in': () => ({ encounterId: 'e1' }),
  'infusion-checkout': () => ({ encounterId: 'e1' }),
  'infusion-chart': () => ({}),
  'infusion-verify': ({ drafts }) => ({ medication: drafts[0] }),
  'infusion-administration': ({ drafts, administrations }) => ({
    encounterId: 'e1',
    medicationRequestId: idOf(drafts[0] ?? {}),
    administrations: collection(administrations),
  }),
};

export function callOf(service: string, scene: Scene = aScene(), context: object = {}): Record<string, unknown> {
  const found = HOOK_SERVICES.find(({ id }) => id === service);
  const own = CONTEXTS[service];
  if (found === undefined || own === undefined) throw new Error(`there is no service ${service}`);
  return {
    hook: found.hook,
    hookInstance: randomUUID(),
    fhirServer: EHR,
    context: { userId: scene.user, patientId: scene.patient, ...own(scene), ...context },
    prefetch: { ...scene.prefetch, ...(found.prefetch.includes('encounter') ? { encounter: null } : {}) },
  };
}
