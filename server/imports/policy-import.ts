import { readFile } from 'node:fs/promises';
import { earlier } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import type { PolicyPack } from '../../reference-data/policy-pack.ts';
import { parsePolicyPack } from '../../reference-data/policy-pack.ts';
import { checkPolicySet } from '../../reference-data/policy-set.ts';
import type { FileDates, ReadImport } from './import-job.ts';
import type { ImportRefusal } from './import-report.ts';

/** A policy pack: taken whole, or refused whole with every fault named, also where it contradicts a pack in force. */
export const readPolicies =
  (inForceBeside: (pack: string) => Promise<readonly Policy[]>): ReadImport =>
  async (job) => {
    const json = await jsonIn(job.file.path);
    if (!json.ok) return json;
    const parsed = parsePolicyPack(json.value);
    if (!parsed.ok) {
      return refused(parsed.problem.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)));
    }
    const { pack, version, policies } = parsed.value;
    const conflicts = checkPolicySet([...(await inForceBeside(pack)), ...policies]);
    if (conflicts.length > 0) return refused(conflicts.map(({ message }) => message));
    await job.stage('policy_pack', {
      file_id: job.fileId,
      row_number: 1,
      pack,
      pack_version: version,
      content: json.value,
    });
    for (const _policy of policies) {
      job.count.read();
      job.count.keep();
    }
    return ok(datesOf(parsed.value));
  };

async function jsonIn(path: string): Promise<Result<unknown, ImportRefusal>> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').replaceAll('\\u0000', '');
  if (text.trim() === '') return problem({ code: 'empty', message: 'the file is empty' });
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'not JSON';
    const isCut = /unexpected end|unterminated/i.test(why);
    return problem({
      code: isCut ? 'truncated' : 'wrong-kind',
      message: isCut ? 'the file breaks off before its end' : 'a policy pack is JSON, and this file is not',
    });
  }
}

const refused = (faults: readonly string[]): Result<never, ImportRefusal> =>
  problem({
    code: 'invalid',
    message: ['the policy pack cannot be used:', ...faults.map((each) => `  ${each}`)].join('\n'),
  });

function datesOf({ policies }: PolicyPack): FileDates {
  const [first, ...others] = policies.map(({ inForce }) => inForce);
  if (first === undefined) return { effective: null };
  const from = others.reduce((day, other) => earlier(day, other.from), first.from);
  const ends = policies.map(({ inForce }) => inForce.until ?? '');
  const until = ends.includes('') ? undefined : [...ends].sort().at(-1);
  return { effective: { from, ...(until === undefined ? {} : { until }) } };
}
