import type { z } from 'zod';
import { isNonEmpty } from '../domain/kernel/non-empty.ts';
import type { HookProblem } from './hook-problem.ts';

/** `context.appointments.entry[0].resource`: keys with dots, positions in brackets. */
export const faultPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${String(part)}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

/** All faults at once. Messages name types only: zod never quotes what it was given. */
export function malformed(error: z.ZodError, under: readonly PropertyKey[] = []): HookProblem {
  const issues = error.issues.map((issue) => ({ path: faultPath([...under, ...issue.path]), message: issue.message }));
  return isNonEmpty(issues)
    ? { code: 'malformed', issues }
    : { code: 'malformed', issues: [{ path: faultPath(under), message: 'Invalid input' }] };
}
