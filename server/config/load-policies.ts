import { readFileSync } from 'node:fs';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import { builtInPolicies, parsePolicyPack } from '../../reference-data/policy-pack.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';
import type { ConfigFault } from './config-refused.ts';
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
  const json = packJson(file);
  if (!json.ok) {
    faults.push({ path: file, message: json.problem });
    return [];
  }
  const pack = parsePolicyPack(json.value);
  if (pack.ok) return pack.value.policies;
  faults.push(...pack.problem.map(({ path, message }) => ({ path: path === '' ? file : `${file}: ${path}`, message })));
  return [];
}

/** The parser's own words tell where the text stops being JSON. */
function packJson(file: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as unknown);
  } catch (error) {
    return problem(error instanceof SyntaxError ? `is not JSON (${error.message})` : 'cannot be read');
  }
}
