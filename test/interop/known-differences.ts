/** Where Medplum's in-memory server answers otherwise than ours. A test shows that each still differs, so that none outlives its reason. */
import type { Answer, Ask } from './answer.ts';
import { idsOf, linkTo } from './answer.ts';

export interface KnownDifference {
  readonly what: string;
  /** Who is right by R4, and why it does not matter to the product or is hidden from it. */
  readonly why: string;
  readonly look: (ask: Ask) => Promise<unknown>;
  readonly medplum: unknown;
  readonly sandbox: unknown;
}

const get = async (ask: Ask, path: string): Promise<Answer> => ask('GET', path);

const idsFor = (path: string) => async (ask: Ask) => idsOf(await get(ask, path));

const statusFor = (path: string) => async (ask: Ask) => (await get(ask, path)).status;

const aTask = (more: object = {}) => ({ resourceType: 'Task', status: 'requested', intent: 'proposal', ...more });

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    what: 'a reference parameter with a bare id',
    why: 'R4 (Search, reference parameters) allows the id alone where the parameter has one target type. The prefetch templates need it; the test puts the type before it for Medplum.',
    look: idsFor('Coverage?patient=coverage-ended'),
    medplum: [],
    sandbox: ['coverage-ended-coverage'],
  },
  {
    what: 'a link to the next page',
    why: 'R4 (Search, paging) wants one where matches are left. Medplum gives a total only, which the gateway reads as cut short.',
    look: async (ask) => typeof linkTo('next', await get(ask, 'Coverage?_count=2')),
    medplum: 'undefined',
    sandbox: 'string',
  },
  {
    what: 'a parameter that nobody knows',
    why: 'R4 leaves it to the server. Ours refuses, so that a misspelled query of the product cannot pass a test.',
    look: statusFor('Patient?shoe-size=44'),
    medplum: 200,
    sandbox: 400,
  },
  {
    what: 'a chained search backwards',
    why: 'Medplum ignores _has and finds nobody; ours says that it has no such parameter. The product sends none.',
    look: statusFor('Patient?_has:Coverage:beneficiary:status=active'),
    medplum: 200,
    sandbox: 400,
  },
  {
    what: 'included resources',
    why: 'Medplum ignores _include; ours refuses it. The product follows references by reading them.',
    look: statusFor('Coverage?_include=Coverage:payor'),
    medplum: 200,
    sandbox: 400,
  },
  {
    what: 'a resource type that R4 does not know',
    why: 'Medplum finds nothing; ours has no such address.',
    look: statusFor('Nonsense?patient=Patient/coverage-ended'),
    medplum: 200,
    sandbox: 404,
  },
  {
    what: 'the status of an update that creates',
    why: 'R4 (RESTful API, update as create) wants 201. Nobody reads it.',
    look: async (ask) => (await ask('PUT', 'Task/made-by-update', aTask({ id: 'made-by-update' }))).status,
    medplum: 200,
    sandbox: 201,
  },
  {
    what: 'the id of a resource that is created',
    why: 'R4 (RESTful API, create) lets the server choose and ignore what was sent; Medplum keeps it.',
    look: async (ask) => (await ask('POST', 'Task', aTask({ id: 'chosen' }))).body['id'] === 'chosen',
    medplum: true,
    sandbox: false,
  },
  {
    what: 'a transaction of which one entry fails',
    why: 'R4 (RESTful API, transaction) wants all or nothing. Medplum in memory keeps the entries before it.',
    look: async (ask) => {
      const stale = { resource: { resourceType: 'Patient', id: 'coverage-ended' }, request: STALE_UPDATE };
      const task = { resource: aTask({ owner: { reference: 'Practitioner/half' } }), request: CREATE_TASK };
      await ask('POST', '', { resourceType: 'Bundle', type: 'transaction', entry: [task, stale] });
      return idsOf(await get(ask, 'Task?owner=Practitioner/half')).length;
    },
    medplum: 1,
    sandbox: 0,
  },
];

const STALE_UPDATE = { method: 'PUT', url: 'Patient/coverage-ended', ifMatch: 'W/"77"' };
const CREATE_TASK = { method: 'POST', url: 'Task' };
