import NodeCache from 'node-cache';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays } from '../../domain/kernel/plain-date.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import { BILLED_LATELY_DAYS } from '../../fhir/authorization/billed-numbers.ts';
import type { FhirCall, FhirProblem } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import type { RecordAccess } from './record-access.ts';

/**
 * Records that no prefetch key asks for and that few EHRs offer, but in which an authorization, an answer about
 * eligibility or a required document may stand. The app and the sweep read them, and a hook call to which nothing was
 * sent; one that came with prefetch reads what its keys left out and no more, and the sweep looks again.
 */
const SEARCHES = {
  explanations: 'ExplanationOfBenefit?patient={patient}&use=preauthorization',
  claims: 'Claim?patient={patient}&created=ge{billed}',
  eligibility: 'CoverageEligibilityResponse?patient={patient}',
  documents: 'DocumentReference?patient={patient}&status=current',
} as const;

/** Whether a drug that a pharmacy, a study or a manufacturer sends has arrived: asked only where some order is for one. */
const DISPENSES = 'MedicationDispense?patient={patient}&whenhandedover=ge{since}';
const HANDED_OVER_LATELY_DAYS = 60;

export type FurtherKind = keyof typeof SEARCHES | 'dispenses';

/** What is read beside the prefetch keys: these kinds, and nothing that is too old on the day to tell anything. */
export interface FurtherWanted {
  readonly kinds: readonly FurtherKind[];
  readonly today: PlainDate;
}

export interface FurtherQuestion extends FurtherWanted {
  /** The id without its type. */
  readonly patientId: string;
  /** `Type/id` of who asks: a refusal may be meant for them alone. */
  readonly userRef: string;
  /** No longer than this is spent on it; undefined waits as long as the call itself allows. */
  readonly withinMs?: number;
}

export interface FurtherRecords {
  readonly resources: readonly RawResource[];
  /** Kinds that this EHR offers and that could not be read, or not wholly, this time. */
  readonly notRead: readonly { readonly key: FurtherKind; readonly why: 'unread' | 'cut-short' }[];
}

/** Documents are many, so they are read only where some policy asks for one by name. */
export const furtherWanted = (policies: readonly Policy[], today: PlainDate): FurtherWanted => ({
  kinds: [
    'explanations',
    'claims',
    'eligibility',
    ...(policies.some(({ documents = [] }) => documents.length > 0) ? (['documents'] as const) : []),
  ],
  today,
});

/** Whether some order is for a drug that the clinic does not buy, as far as the resources tell. */
export const mentionsOtherSupply = (resources: readonly RawResource[]): boolean =>
  resources.some(
    ({ resourceType, ...order }) =>
      resourceType === 'MedicationRequest' &&
      OTHER_SUPPLY.test(JSON.stringify([order['category'] ?? '', order['extension'] ?? ''])),
  );

const OTHER_SUPPLY = /urn:chairready:supply|bag|trial|study|investig|free|assistance|replacement/i;

/**
 * All at once. A kind that the EHR refuses is one that it does not offer: no gap, and not asked again for a while. One
 * that fails rests for a minute, so that a slow search of something rare never stands in the way of the rest.
 */
export async function furtherRecords(question: FurtherQuestion, access: RecordAccess): Promise<FurtherRecords> {
  const call = within(access.call, question.withinMs);
  const parts = await Promise.all(question.kinds.map((kind) => partOf(kind, question, { ...access, call })));
  return {
    resources: parts.flatMap(({ resources }) => resources),
    notRead: parts.flatMap(({ kind: key, why }) => (why === undefined ? [] : [{ key, why }])),
  };
}

function within(call: FhirCall, ms: number | undefined): FhirCall {
  if (ms === undefined) return call;
  const until = Date.now() + ms;
  return {
    ...call,
    get deadline() {
      return Math.min(call.deadline, until);
    },
  };
}

interface Part {
  readonly kind: FurtherKind;
  readonly resources: readonly RawResource[];
  readonly why?: 'unread' | 'cut-short';
}

async function partOf(kind: FurtherKind, question: FurtherQuestion, access: RecordAccess): Promise<Part> {
  if (access.refused?.isRefused(kind) === true) return { kind, resources: [] };
  switch (remembered(access.gateway, kind, question.userRef)) {
    case 'refused':
      return { kind, resources: [] };
    case 'failed':
      return { kind, resources: [], why: 'unread' };
    case undefined:
      return search(kind, question, access);
  }
}

async function search(
  kind: FurtherKind,
  question: FurtherQuestion,
  { gateway, call, refused }: RecordAccess,
): Promise<Part> {
  const found = await gateway.search(queryFor(kind, question), call);
  refused?.hear(kind, question.patientId, found);
  if (found.ok) {
    const { resources, complete } = found.value;
    return { kind, resources, ...(complete ? {} : { why: 'cut-short' }) };
  }
  return remember(gateway, kind, question.userRef, found.problem) === 'refused'
    ? { kind, resources: [] }
    : { kind, resources: [], why: 'unread' };
}

const queryFor = (kind: FurtherKind, { patientId, today }: FurtherQuestion): string =>
  (kind === 'dispenses' ? DISPENSES : SEARCHES[kind])
    .replace('{patient}', encodeURIComponent(patientId))
    .replace('{billed}', addDays(today, -BILLED_LATELY_DAYS))
    .replace('{since}', addDays(today, -HANDED_OVER_LATELY_DAYS));

type Remembered = 'refused' | 'failed';

/** Definite words of the EHR: no such type, no such search, or not for this token. */
const REFUSALS: ReadonlySet<FhirProblem['code']> = new Set(['refused', 'not-found', 'token-refused']);
/** These are meant for whoever asked; every other refusal is about the type. */
const PERSONAL: ReadonlySet<number | undefined> = new Set([401, 403]);
const REFUSED_SECONDS = 900;
const FAILED_SECONDS = 60;

/** By gateway, which is one tenant's: what one EHR refuses another may offer. */
const memories = new WeakMap<FhirGateway, NodeCache>();

function remember(gateway: FhirGateway, kind: FurtherKind, userRef: string, { code, status }: FhirProblem): Remembered {
  const cache = memories.get(gateway) ?? new NodeCache({ checkperiod: 0, useClones: false });
  memories.set(gateway, cache);
  const what = REFUSALS.has(code) ? 'refused' : 'failed';
  cache.set(
    PERSONAL.has(status) ? personal(kind, userRef) : kind,
    what,
    what === 'refused' ? REFUSED_SECONDS : FAILED_SECONDS,
  );
  return what;
}

function remembered(gateway: FhirGateway, kind: FurtherKind, userRef: string): Remembered | undefined {
  const cache = memories.get(gateway);
  return cache?.get<Remembered>(kind) ?? cache?.get<Remembered>(personal(kind, userRef));
}

const personal = (kind: FurtherKind, userRef: string): string => `${kind} ${userRef}`;
