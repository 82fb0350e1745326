/** What the screens get from the sandbox's server, with a valid default for every field. */
import type {
  Card,
  HookExchange,
  Order,
  PatientSummary,
  State,
  Visit,
} from '../../../sandbox/screens-api/screens.schema.ts';

export const ZONE = 'America/Chicago';

export const anOrder = (over: Partial<Order> = {}): Order => ({
  id: 'm1',
  text: 'pembrolizumab 200 mg IV every 21 days',
  drug: 'pembrolizumab',
  hcpcs: 'J9271',
  dose: '200 mg',
  intervalDays: 21,
  status: 'active',
  authoredOn: '2026-11-01',
  isVisitors: false,
  ...over,
});

export const aVisit = (over: Partial<Visit> = {}): Visit => ({
  id: 'a1',
  patient: 'p1',
  patientName: 'Chiyo Abernethy',
  status: 'booked',
  start: '2026-11-23T10:00:00-06:00',
  end: '2026-11-23T12:00:00-06:00',
  chair: 'chair-1',
  description: 'pembrolizumab infusion',
  ...over,
});

export const aPatient = (over: Partial<PatientSummary> = {}): PatientSummary => ({
  id: 'p1',
  name: 'Chiyo Abernethy',
  birthDate: '1956-02-13',
  mrn: 'SBX-380362',
  story: { id: 'p1', title: 'Everything is authorized', whatYouShouldSee: 'No card appears.', bookFrom: null },
  ...over,
});

export const aState = (over: Partial<State> = {}): State => ({
  today: '2026-11-21',
  timeZone: ZONE,
  chairReadyUrl: 'http://127.0.0.1:8080',
  fhirBaseUrl: 'http://127.0.0.1:8090/fhir',
  users: [
    { reference: 'Practitioner/scheduler-1', name: 'Nadia Okonkwo', role: 'scheduler' },
    { reference: 'Practitioner/peer-to-peer-1', name: 'Colette Marchand', role: 'peer-to-peer' },
  ],
  chairs: [
    { id: 'chair-1', name: 'Chair 1' },
    { id: 'chair-2', name: 'Chair 2' },
  ],
  ...over,
});

export const aCard = (over: Partial<Card> = {}): Card => ({
  uuid: '0d4cb9a8-8d2b-4a5e-9f43-1f6f5a6f2c11',
  summary: 'Keytruda (J9271): auth ends Dec 26, Jan 4 visit not covered.',
  detail: '- **Jan 4**: not covered\n\nNext step: request extension.',
  indicator: 'warning',
  source: { label: 'ChairReady' },
  suggestions: [
    {
      label: 'Send to senior',
      uuid: '5b0f4f0e-54a0-4d0e-8a2e-2b9f0f9b7a10',
      actions: [{ type: 'create', description: 'Send to senior: Keytruda, due Dec 23', resource: {} }],
    },
  ],
  links: [{ label: 'Open in ChairReady', url: 'http://127.0.0.1:8080/launch', type: 'smart', appContext: '{}' }],
  ...over,
});

export const anExchange = (over: Partial<HookExchange> = {}): HookExchange => ({
  service: 'infusion-booking',
  url: 'http://127.0.0.1:8080/cds-services/infusion-booking',
  status: 200,
  milliseconds: 43.1,
  request: {},
  token: {},
  response: { cards: [] },
  cards: [],
  failure: null,
  skippedPrefetch: [],
  ...over,
});
