/** One sandbox story, all the way: the chart, the hook that rings when its visits are booked, what is kept, what is said. */
import { readFileSync } from 'node:fs';
import type { Appointment, Bundle, FhirResource } from 'fhir/r4';
import type { AssessedLine } from '../../api-contract/assess.schema.ts';
import type { Card } from '../../cds-hooks/card-wire.ts';
import { booking } from '../../cds-hooks/booking.service.ts';
import { expectedType, PREFETCH_TEMPLATES } from '../../cds-hooks/prefetch-templates.ts';
import { decide } from '../../domain/decision/decide.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import { ruleBook } from '../../domain/decision/rule-book.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { builtInPolicies, parsePolicyPack, policiesVersion } from '../../reference-data/policy-pack.ts';
import type { FhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { createFhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { addDays, atLocalTime } from '../../sandbox/local-time.ts';
import { fillPrefetch } from '../../sandbox/screens-api/prefetch.ts';
import { plannedVisits } from '../../sandbox/screens-api/visit-plan.ts';
import { SEED, STORIES } from '../../sandbox/stories/all-stories.ts';
import { clinic, STAFF, STOCK, TIME_ZONE } from '../../sandbox/stories/clinic.ts';
import { payerOrganizations } from '../../sandbox/stories/payers.ts';
import { sceneOf } from '../../sandbox/stories/scene.ts';
import type { Story } from '../../sandbox/stories/story.ts';
import { assessBundle } from '../../server/assessment/assess-bundle.ts';
import { hookTrust } from '../../server/auth/hook-jwt.ts';
import { configSchema } from '../../server/config/config.schema.ts';
import type { FhirGateway } from '../../server/gateway/fhir-gateway.ts';
import { answerHook } from '../../server/http/hook-handler.ts';
import type { TenantDesk } from '../../server/http/tenant-desk.ts';
import { openTenantDesk } from '../../server/http/tenant-desk.ts';
import { silentLog } from '../../server/observability/log.ts';
import { openMetrics } from '../../server/observability/metrics.ts';
import type { CallRecord } from '../../server/store/decisions.ts';

/** A Monday. Every story plays on it, so that its goldens never change with the calendar. */
export const STORY_DAY = '2026-11-23';

const NOW = new Date('2026-11-23T15:30:00.000Z');
const PUBLIC_URL = 'http://127.0.0.1:8080';
const FHIR = 'http://127.0.0.1:8090/fhir';
const RULES = '0'.repeat(64);

export interface ToldStory {
  readonly story: Story;
  /** The chart with the visits that are being booked, as one Bundle: a line for `assess`. */
  readonly record: Bundle;
  readonly request: Readonly<Record<string, unknown>>;
  readonly cards: readonly Card[];
  /** As the store gives them back: written and read again. */
  readonly decision: Decision;
  readonly snapshot: Snapshot;
  readonly keptId: string;
  readonly assessed: AssessedLine;
}

export const STORY_IDS: readonly string[] = STORIES.map(({ id }) => id);

/** Rings `infusion-booking` in the server's own code over the story's chart; only network, clock and store are played. */
export async function tellStory(id: string): Promise<ToldStory> {
  const { story, chart } = chartOf(id);
  const store = createFhirStore({ timeZone: TIME_ZONE, now: () => NOW });
  store.putAll([...SHARED, ...chart.filter(({ resourceType }) => resourceType !== 'Appointment')]);
  const visits = visitsToBook(store, story, chart);
  const request = requestFor(store, story, visits);
  const { cards, kept } = await ring(deskOver(store), request);
  const record = bundleOf(id, [...chart.filter(({ resourceType }) => resourceType !== 'Appointment'), ...visits]);
  return {
    story,
    record,
    request,
    cards,
    decision: exactJson.parse(kept.decision) as Decision,
    snapshot: exactJson.parse(kept.snapshot) as Snapshot,
    keptId: kept.id,
    assessed: assess(record),
  };
}

const SHARED: readonly FhirResource[] = [...clinic(), ...payerOrganizations()];

function chartOf(id: string): { readonly story: Story; readonly chart: readonly FhirResource[] } {
  const index = STORIES.findIndex((story) => story.id === id);
  const story = STORIES[index];
  if (story === undefined) throw new Error(`there is no story ${id}`);
  return { story, chart: story.resources(sceneOf(id, index, STORY_DAY, TIME_ZONE, SEED)) };
}

/** The visits of the story as they are being booked; where it leaves the booking to the visitor, three visits three weeks apart. */
function visitsToBook(store: FhirStore, { id }: Story, chart: readonly FhirResource[]): readonly Appointment[] {
  const told = chart.filter((resource): resource is Appointment => resource.resourceType === 'Appointment');
  if (told.length > 0) return told.map((visit) => ({ ...visit, status: 'proposed' }));
  const request = {
    user: 'Practitioner/scheduler-1',
    patient: id,
    orders: [`${id}-order`],
    chair: 'chair-1',
    start: atLocalTime(addDays(STORY_DAY, 1), '08:00', TIME_ZONE),
    minutes: 120,
    series: { visits: 3, everyDays: 21 },
  };
  return plannedVisits({ store, timeZone: TIME_ZONE }, request, 'proposed').map((visit, index) => ({
    ...visit,
    id: `${id}-visit-${String(index + 1)}`,
    created: NOW.toISOString(),
  }));
}

/** Who books, if not the scheduler: a visit that cannot be judged is told to those who can settle what is missing. */
const BOOKS: Readonly<Record<string, string>> = { 'payer-without-policy': 'auth-specialist-1' };

function requestFor(store: FhirStore, { id }: Story, visits: readonly Appointment[]): ToldStory['request'] {
  const appointments = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: visits.map((resource) => ({ resource })),
  };
  const context = { userId: `Practitioner/${BOOKS[id] ?? 'scheduler-1'}`, patientId: id, appointments };
  const templates = Object.fromEntries(booking.prefetch.map((key) => [key, PREFETCH_TEMPLATES[key]]));
  return {
    hook: booking.hook,
    hookInstance: '00000000-0000-4000-8000-000000000001',
    fhirServer: FHIR,
    fhirAuthorization: {
      access_token: 'story',
      token_type: 'Bearer',
      expires_in: 60,
      scope: 'user/*.rs',
      subject: 's',
    },
    context,
    prefetch: fillPrefetch({ store, fhirBaseUrl: FHIR }, templates, context).prefetch,
  };
}

async function ring(tenantDesk: TenantDesk, request: unknown) {
  const kept: CallRecord[] = [];
  let uuids = 0;
  const desk = {
    publicUrl: PUBLIC_URL,
    desks: new Map([[tenantDesk.tenant.id, tenantDesk]]),
    trust: hookTrust([tenantDesk.tenant], () => undefined),
    assessor: { readRecord, decide: decideWithRules },
    rulesVersion: RULES,
    keepDecision: (call: CallRecord) => {
      kept.push(call);
      return Promise.resolve({ ok: true as const });
    },
    openCases: () => undefined,
    newId: () => `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`,
    now: () => NOW,
    log: silentLog,
    metrics: openMetrics(),
  };
  const call = {
    authorization: undefined,
    body: () => Promise.resolve(Buffer.from(JSON.stringify(request))),
    requestId: 'story',
    signal: new AbortController().signal,
  };
  const answer = await answerHook(desk, booking, call);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  const [record] = kept;
  if (record === undefined) throw new Error('the decision was not kept');
  return { cards: answer.value.cards, kept: record };
}

const decideWithRules = (snapshot: Snapshot): Decision => decide(ruleBook, snapshot, RULES);

const policies = (() => {
  const pack = parsePolicyPack(JSON.parse(readFileSync('sandbox/policies/sandbox-payers.policies.json', 'utf8')));
  if (!pack.ok) throw new Error('the sandbox policies cannot be read');
  return [...builtInPolicies(), ...pack.value.policies];
})();

const drugs = loadDrugIndex();

/** The sandbox as a tenant; a call needs no token because a story signs none. */
function deskOver(store: FhirStore): TenantDesk {
  const [tenant] = configSchema.parse({
    tenants: [
      {
        id: 'sandbox',
        name: 'Sandbox',
        timeZone: TIME_ZONE,
        cdsClient: { iss: 'http://127.0.0.1:8090', requireJwt: false },
        fhir: { baseUrl: FHIR },
        roles: Object.fromEntries(STAFF.map((member) => [`Practitioner/${member.id}`, member.role])),
        cards: { routing: 'task' },
        sites: [{ location: 'Location/infusion-center', timeZone: TIME_ZONE, stock: STOCK }],
      },
    ],
  }).tenants;
  if (tenant === undefined) throw new Error('no tenant');
  const shared = {
    drugs,
    policies,
    policiesVersion: policiesVersion(policies),
    timeZone: TIME_ZONE,
    fixedToday: () => STORY_DAY,
    now: () => NOW,
  };
  return { ...openTenantDesk(tenant, shared), gateway: gatewayTo(store) };
}

/** The stories' prefetch leaves nothing to search for but what no key asks for, which the chart itself answers. */
function gatewayTo(store: FhirStore): FhirGateway {
  return {
    baseUrl: FHIR,
    read: (reference) => {
      const [type = '', id = ''] = reference.split('/');
      const found = store.find(type, id);
      return Promise.resolve(
        found === undefined ? { ok: false, problem: { code: 'not-found' } } : { ok: true, value: found },
      );
    },
    search: (query) => {
      const [type = '', parameters = ''] = query.split('?');
      if (booking.prefetch.some((key) => expectedType(key) === type)) {
        return Promise.reject(new Error(`the prefetch lacks ${query}`));
      }
      const { matches } = store.search(type, new URLSearchParams(parameters));
      return Promise.resolve({ ok: true, value: { resources: matches, complete: true } });
    },
    following: (next) => Promise.reject(new Error(`the prefetch was cut short at ${next}`)),
  };
}

/** The chart with what it points at in the clinic and among the payers. */
function bundleOf(id: string, chart: readonly FhirResource[]): Bundle {
  const text = JSON.stringify(chart);
  const shared = SHARED.filter((resource) => text.includes(`"${resource.resourceType}/${resource.id ?? ''}"`));
  return {
    resourceType: 'Bundle',
    type: 'collection',
    identifier: { system: 'urn:chairready:story', value: id },
    entry: [...chart, ...shared].map((resource) => ({ resource })),
  };
}

/** The same record on the command line, which knows the policies but nothing of the site. */
function assess(record: Bundle): AssessedLine {
  const line = assessBundle(JSON.parse(JSON.stringify(record)), {
    today: plainDate(STORY_DAY),
    timeZone: TIME_ZONE,
    knowledge: deskOver(createFhirStore()).site.knowledge,
    decide: decideWithRules,
    all: false,
  });
  if (!line.ok) throw new Error(JSON.stringify(line.problem));
  return line.value;
}
