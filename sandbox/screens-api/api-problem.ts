// A request from the screens that cannot be carried out, said in one sentence.
import type { z } from 'zod';

export class ApiProblem extends Error {
  readonly status: number;
  readonly path: string | undefined;

  constructor(status: number, message: string, path?: string) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.path = path;
  }
}

/** Throws a 400 problem that names the first field at fault. */
export function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiProblem(400, issue?.message ?? 'not understood', issue?.path.join('.'));
}
