import { createHash } from 'node:crypto';
import { exactJson } from '../domain/kernel/exact-json.ts';
import type { NonEmpty } from '../domain/kernel/non-empty.ts';
import { isNonEmpty } from '../domain/kernel/non-empty.ts';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';
import type { Policy } from '../domain/visit/policy.ts';
import { policyPackSchema } from './policy-pack.schema.ts';
import { MEDICARE_FEE_FOR_SERVICE } from './policies/medicare-fee-for-service.ts';

/** One file of payer rules. */
export interface PolicyPack {
  readonly pack: string;
  readonly version: string;
  readonly policies: readonly Policy[];
}

/** What is wrong and where: `policies[2].turnaround.medianDays`; the whole file has the path "". */
export interface PackFault {
  readonly path: string;
  readonly message: string;
}

/** A pack is taken whole or refused whole, with every fault named. */
export function parsePolicyPack(json: unknown): Result<PolicyPack, NonEmpty<PackFault>> {
  const read = policyPackSchema.safeParse(json, { error: missingText });
  const wrong = read.success ? [] : read.error.issues.map(({ path, message }) => ({ path: pathText(path), message }));
  const faults = [...wrong, ...repeatedIds(idsIn(json))];
  if (isNonEmpty(faults)) return problem(faults);
  if (!read.success) return problem([{ path: '', message: 'is not a policy pack' }]);
  const { pack, version, policies } = read.data;
  return ok({ pack, version, policies: policies.map((policy) => ({ ...policy, pack, packVersion: version })) });
}

/** The policies that ship with the product: Medicare fee-for-service asks for no authorization of infused drugs. */
export function builtInPolicies(): readonly Policy[] {
  const parsed = parsePolicyPack(MEDICARE_FEE_FOR_SERVICE);
  if (!parsed.ok) throw new Error(`the built-in policy pack: ${parsed.problem[0].path} ${parsed.problem[0].message}`);
  return parsed.value.policies;
}

/** Names the packs and their contents, in any order: "built-in@2026-11-21+regional-plans@2026-11-01+3f9a1c2b7d40". */
export function policiesVersion(policies: readonly Policy[]): string {
  const packs = [...new Set(policies.map(({ pack, packVersion }) => `${pack}@${packVersion}`))].sort();
  const contents = policies.map((policy) => exactJson.stringify(policy)).sort();
  const hash = createHash('sha256').update(contents.join('\n')).digest('hex').slice(0, 12);
  return [...packs, hash].join('+');
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => text + (typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`),
    '',
  );

/** What is needed and absent is said so; every other fault in the schema's own words. */
const missingText = ({ code, input }: { readonly code: string; readonly input?: unknown }): string | undefined =>
  input === undefined && (code === 'invalid_type' || code === 'invalid_union') ? 'is missing' : undefined;

/** The ids as they stand in the file, whatever else is wrong with it. */
function idsIn(json: unknown): readonly unknown[] {
  const policies = isRecord(json) ? json['policies'] : undefined;
  return Array.isArray(policies)
    ? policies.map((policy: unknown) => (isRecord(policy) ? policy['id'] : undefined))
    : [];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const repeatedIds = (ids: readonly unknown[]): readonly PackFault[] =>
  ids.flatMap((id, at) =>
    id === undefined || ids.indexOf(id) === at
      ? []
      : [{ path: `policies[${at}].id`, message: `repeats the id of policies[${ids.indexOf(id)}]` }],
  );
