import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { role } from '../../../api-contract/role.schema.ts';
import { HOOK_SERVICES } from '../../../cds-hooks/services.ts';
import { STORIES, recordOn } from '../../../sandbox/stories/all-stories.ts';
import { randomSuite } from '../../support/random-suites.ts';
import { expectConformant } from './conformant.ts';
import { aScene, callOf, todaysVisit } from './hook-calls.ts';
import type { Lab } from './hook-lab.ts';
import { TODAY, aKey, aTenant, bundleOf, forgetCards, openLab, outside } from './hook-lab.ts';

// Ten thousand calls in the full run: any service, any role, any story of the sandbox, with any prefetch key in any state.

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const staff = role.options.filter((one) => one !== 'patient' && one !== 'unknown');
  const roles = Object.fromEntries(staff.map((one) => [`Practitioner/${one}`, one]));
  lab = await openLab(key, [aTenant({ roles, cards: { routing: 'both' } }, { jwks: { keys: [key.jwk] } })]);
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

interface Stored {
  readonly resourceType: string;
  readonly id?: string | undefined;
}

const RECORD: readonly Stored[] = recordOn(TODAY);

/** What the record holds of one patient, by type. */
function chartOf(patient: string): (type: string) => readonly Stored[] {
  const own = RECORD.filter((one) => JSON.stringify(one).includes(`"Patient/${patient}"`) || one.id === patient);
  return (type) => own.filter(({ resourceType }) => resourceType === type);
}

const TYPES: Readonly<Record<string, string>> = {
  coverages: 'Coverage',
  medications: 'MedicationRequest',
  appointments: 'Appointment',
  services: 'ServiceRequest',
  conditions: 'Condition',
  administrations: 'MedicationAdministration',
  observations: 'Observation',
  claimResponses: 'ClaimResponse',
};

const STATES = ['whole', 'whole', 'whole', 'whole', 'none', 'empty', 'warned', 'absent', 'failed', 'partial'] as const;
type State = (typeof STATES)[number];

const outcome = (severity: string) => ({ resourceType: 'OperationOutcome', issue: [{ severity, code: 'exception' }] });

function inState(state: State, resources: readonly Stored[]): unknown {
  switch (state) {
    case 'whole':
      return resources.length === 0 ? null : bundleOf(...resources);
    case 'none':
      return null;
    case 'empty':
      return bundleOf();
    case 'warned':
      return bundleOf(outcome('warning'));
    case 'absent':
      return undefined;
    case 'failed':
      return outcome('error');
    case 'partial':
      return { ...bundleOf(...resources), link: [{ relation: 'next', url: 'https://stranger.test/2' }] };
  }
}

const walk = fc.record({
  service: fc.constantFrom(...HOOK_SERVICES.map(({ id }) => id)),
  role: fc.constantFrom(...role.options),
  story: fc.constantFrom(...STORIES.map(({ id }) => id)),
  states: fc.array(fc.constantFrom(...STATES), { minLength: 8, maxLength: 8 }),
});

type Step = typeof walk extends fc.Arbitrary<infer Value> ? Value : never;

const patientOf = (story: string) => ({ actor: { reference: `Patient/${story}` }, status: 'accepted' as const });

function callAt({ service, role: one, story, states }: Step) {
  const of = chartOf(story);
  const keys = Object.entries(TYPES).map(([key, type], at) => [key, inState(states[at] ?? 'whole', of(type))] as const);
  const orders = of('MedicationRequest');
  const scene = aScene({
    user: one === 'patient' ? `Patient/${story}` : `Practitioner/${one}`,
    patient: story,
    drafts:
      orders.length === 0
        ? [{ resourceType: 'MedicationRequest', id: 'm1', status: 'draft', intent: 'order' }]
        : orders,
    visits: of('Appointment').length === 0 ? [todaysVisit({ participant: [patientOf(story)] })] : of('Appointment'),
    administrations: of('MedicationAdministration'),
    prefetch: { patient: of('Patient')[0], user: null, roles: null, ...Object.fromEntries(keys) },
  });
  return callOf(service, scene);
}

it(
  'every answer keeps the invariants of the wire and shows nobody what is not theirs',
  { timeout: 1_200_000 },
  async () => {
    let cards = 0;
    await fc.assert(
      fc.asyncProperty(walk, async (step) => {
        await forgetCards(lab);
        const response = await lab.call(step.service, callAt(step));
        const json: unknown = await response.json();
        expect([200, 412, 422]).toContain(response.status);
        if (response.status !== 200) {
          expect(json).toMatchObject({ resourceType: 'OperationOutcome' });
          return;
        }
        const said = expectConformant(json);
        cards += said.length;
        if (step.role === 'patient') expect(said).toEqual([]);
        const money = ['pharmacist', 'pharmacy-manager', 'finance'].includes(step.role);
        if (!money) expect(JSON.stringify(said)).not.toMatch(/\$\d|margin/);
      }),
      randomSuite(10_000),
    );
    expect(cards).toBeGreaterThan(0);
  },
);
