import { readFileSync } from 'node:fs';
import type { Policy } from '../../domain/visit/policy.ts';
import { builtInPolicies, parsePolicyPack } from '../../reference-data/policy-pack.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';
import type { ConfigFault } from './cross-checks.ts';
import { ConfigRefused } from './config-refused.ts';

/** The built-in policies and those of the files; throws `ConfigRefused` with every fault of every file. */
export function loadPolicies(files: readonly string[]): readonly Policy[] {
  const faults: ConfigFault[] = [];
  const policies = [...builtInPolicies(), ...files.flatMap((file) => readPack(file, faults))];
  if (faults.length === 0)
    faults.push(...checkPolicySet(policies).map(({ first, message }) => ({ path: first, message })));
  if (faults.length > 0) throw new ConfigRefused('policy packs', faults);
  return policies;
}

function readPack(file: string, faults: ConfigFault[]): readonly Policy[] {
  const pack = parsePolicyPack(readJson(file));
  if (pack.ok) return pack.value.policies;
  faults.push(...pack.problem.map(({ path, message }) => ({ path: path === '' ? file : `${file}: ${path}`, message })));
  return [];
}

/** What cannot be read or is no JSON is no policy pack either, and the pack's own check says so. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : undefined;
  }
}
