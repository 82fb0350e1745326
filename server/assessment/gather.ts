import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import type { PrefetchKey, TemplateTokens } from '../../cds-hooks/prefetch-templates.ts';
import { expectedType, isRead, resolveTemplate } from '../../cds-hooks/prefetch-templates.ts';
import type { PrefetchState, PrefetchStates, RawResource } from '../../cds-hooks/prefetch.ts';
import { isNonEmpty } from '../../domain/kernel/non-empty.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { FhirProblem } from '../gateway/fhir-answer.ts';
import { followReferences } from './follow-references.ts';
import type { FurtherKind, FurtherWanted } from './further-records.ts';
import { furtherRecords, mentionsOtherSupply } from './further-records.ts';
import type { RecordAccess } from './record-access.ts';

export interface GatherQuestion {
  readonly keys: readonly PrefetchKey[];
  readonly prefetch: PrefetchStates;
  readonly tokens: TemplateTokens;
  readonly ordersInContext: boolean;
  /** What the screen drafts: Appointments or orders that are not stored yet. */
  readonly drafts: readonly RawResource[];
  /** Reads the prefetch keys and nothing beside them. */
  readonly keysOnly?: boolean;
  /** How long records beside the prefetch keys are waited for; undefined waits as long as the call allows. */
  readonly furtherWithinMs?: number;
}

/**
 * `not-offered` is the EHR's own word; `unread` and `cut-short` mean that there may be more, and so does `no-ledger`:
 * what the EHR has was read, but not what we keep beside it.
 */
export interface NotRead {
  readonly key: PrefetchKey | FurtherKind;
  readonly why: 'not-offered' | 'unread' | 'cut-short' | 'no-ledger';
}

export interface Gathered {
  readonly resources: readonly RawResource[];
  /** Who is at the screen, as far as the EHR tells: Practitioner and PractitionerRoles. No rule reads these. */
  readonly people: readonly RawResource[];
  readonly notRead: readonly NotRead[];
}

/**
 * What was sent, and what was not sent read in parallel, with what no key asks for beside it; a problem only where a
 * required key is neither sent nor readable.
 */
export async function gather(
  question: GatherQuestion,
  access: RecordAccess | undefined,
  wanted?: FurtherWanted,
): Promise<Result<Gathered, HookProblem>> {
  const [parts, further] = await Promise.all([
    Promise.all(question.keys.map((key) => gatherKey(key, question, access))),
    furtherOf(question, access, wanted),
  ]);
  const missing = missingKeys(question, parts);
  if (isNonEmpty(missing))
    return problem({ code: 'record-unreachable', issues: [issueOf(missing[0]), ...missing.slice(1).map(issueOf)] });
  const of = (wanted: boolean) => parts.filter(({ key }) => isAboutUser(key) === wanted);
  const resources = [...of(false).flatMap((part) => part.resources), ...further.resources];
  const [pointedAt, dispensed] = await Promise.all([
    named(resources, question.drafts, access),
    furtherOf(question, access, dispensesOf([...question.drafts, ...resources], wanted)),
  ]);
  return ok({
    resources: [...resources, ...pointedAt, ...dispensed.resources],
    people: of(true).flatMap((part) => part.resources),
    notRead: [
      ...of(false).flatMap(({ key, why }) => (why === undefined ? [] : [{ key, why }])),
      ...further.notRead,
      ...dispensed.notRead,
    ],
  });
}

const dispensesOf = (
  resources: readonly RawResource[],
  wanted: FurtherWanted | undefined,
): FurtherWanted | undefined =>
  wanted !== undefined && mentionsOtherSupply(resources) ? { ...wanted, kinds: ['dispenses'] } : undefined;

function furtherOf(
  { tokens, furtherWithinMs }: GatherQuestion,
  access: RecordAccess | undefined,
  wanted: FurtherWanted | undefined,
): Promise<Pick<Gathered, 'resources' | 'notRead'>> {
  if (access === undefined || wanted === undefined) return Promise.resolve({ resources: [], notRead: [] });
  const question = {
    ...wanted,
    patientId: tokens['context.patientId'],
    userRef: tokens['context.userId'],
    ...(furtherWithinMs === undefined ? {} : { withinMs: furtherWithinMs }),
  };
  return furtherRecords(question, access);
}

interface Part {
  readonly key: PrefetchKey;
  readonly resources: readonly RawResource[];
  readonly why?: NotRead['why'];
}

const isAboutUser = (key: PrefetchKey): boolean => key === 'user' || key === 'roles';

async function gatherKey(key: PrefetchKey, question: GatherQuestion, access: RecordAccess | undefined): Promise<Part> {
  const state = question.prefetch[key];
  switch (state.kind) {
    case 'present':
      return { key, resources: state.resources };
    case 'none':
      return { key, resources: [] };
    case 'partial':
      return finish(key, state, access);
    case 'absent':
    case 'unavailable':
      return fetchKey(key, question.tokens, access);
  }
}

async function finish(
  key: PrefetchKey,
  { resources, next }: Extract<PrefetchState, { kind: 'partial' }>,
  access: RecordAccess | undefined,
): Promise<Part> {
  if (next === undefined || access === undefined) return { key, resources, why: 'cut-short' };
  const rest = await access.gateway.following(next, resources.length, access.call);
  return { key, resources: [...resources, ...rest.resources], ...(rest.complete ? {} : { why: 'cut-short' }) };
}

async function fetchKey(key: PrefetchKey, tokens: TemplateTokens, access: RecordAccess | undefined): Promise<Part> {
  const query = resolveTemplate(key, tokens);
  if (access === undefined || query === undefined) return { key, resources: [], why: 'unread' };
  if (isRead(key)) return fetchOne(key, query, access);
  const found = await access.gateway.search(query, access.call);
  if (!found.ok) return { key, resources: [], why: reasonOf(found.problem) };
  const { resources, complete } = found.value;
  return { key, resources, ...(complete ? {} : { why: 'cut-short' }) };
}

async function fetchOne(key: PrefetchKey, query: string, { gateway, call }: RecordAccess): Promise<Part> {
  const answer = await gateway.read(query, call);
  if (!answer.ok) return { key, resources: [], why: reasonOf(answer.problem) };
  const { resourceType } = answer.value;
  const expected = expectedType(key) ?? resourceType;
  if (typeof resourceType !== 'string' || resourceType !== expected) return { key, resources: [], why: 'unread' };
  return { key, resources: [{ ...answer.value, resourceType }] };
}

/** 400, 403 and 404 are how an EHR says that it does not offer a type. */
const reasonOf = ({ code }: FhirProblem): NotRead['why'] =>
  code === 'refused' || code === 'not-found' ? 'not-offered' : 'unread';

/** Without a patient or any look at coverage nothing can be said; without orders anywhere the drug cannot be known. */
function missingKeys(question: GatherQuestion, parts: readonly Part[]): readonly PrefetchKey[] {
  const unread = new Set(
    parts.filter(({ why, resources }) => why !== undefined && resources.length === 0).map(({ key }) => key),
  );
  const noPatient = parts.some(({ key, resources }) => key === 'patient' && resources.length === 0);
  const noOrders = !question.ordersInContext && unread.has('medications') && unread.has('services');
  return [
    ...(noPatient ? (['patient'] as const) : []),
    ...(unread.has('coverages') ? (['coverages'] as const) : []),
    ...(noOrders ? (['medications', 'services'] as const) : []),
  ];
}

const issueOf = (key: PrefetchKey) => ({
  path: `prefetch.${key}`,
  message: `Required: ${key} was neither sent nor readable from the FHIR server`,
});

const named = async (
  stored: readonly RawResource[],
  drafts: readonly RawResource[],
  access: RecordAccess | undefined,
) => (access === undefined ? [] : followReferences([...drafts, ...stored], access));
