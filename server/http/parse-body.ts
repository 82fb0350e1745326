import type { HookProblem } from '../../cds-hooks/hook-problem.ts';
import { hookProblem } from '../../cds-hooks/hook-problem.ts';
import { parseWellFormed } from '../../cds-hooks/well-formed-json.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { DEEPEST, tooDeepAt } from './json-depth.ts';

/** Parses the bytes of a request once, after the caller is known: strangers cost no parsing. */
export function parseBody(body: unknown): Result<unknown, HookProblem> {
  if (!Buffer.isBuffer(body) || body.length === 0) return problem(hookProblem('not-json', '', 'The body is empty'));
  const deep = tooDeepAt(body);
  if (deep !== undefined)
    return problem(hookProblem('malformed', deep, `Invalid input: nested deeper than ${String(DEEPEST)} levels`));
  try {
    return ok(parseWellFormed(withoutMark(body.toString('utf8'))));
  } catch {
    return problem(hookProblem('not-json', '', 'The body is not JSON'));
  }
}

/** Some clients write a byte order mark before the first brace. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);
