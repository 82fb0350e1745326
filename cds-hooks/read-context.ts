import type { z } from 'zod';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';
import { malformed } from './fault-path.ts';
import type { HookProblem } from './hook-problem.ts';
import type { HookContext, HookUser } from './hook-service.ts';

/** Reads a context by its schema and shapes it, or names every fault below `context`. */
export const contextReader =
  <Data>(schema: z.ZodType<Data>, shape: (data: Data) => HookContext) =>
  (context: unknown): Result<HookContext, HookProblem> => {
    const parsed = schema.safeParse(context);
    return parsed.success ? ok(shape(parsed.data)) : problem(malformed(parsed.error, ['context']));
  };

/** The fields that every hook has. */
export interface WhoAndWhom {
  readonly userId: HookUser;
  readonly patientId: string;
  readonly encounterId?: string | undefined;
}

export const whoAndWhom = ({ userId, patientId, encounterId }: WhoAndWhom) => ({
  user: userId,
  patientId,
  ...(encounterId === undefined ? {} : { encounterId }),
});
