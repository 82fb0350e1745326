/** What every route of the API says of itself, and the problems that they share. */
import type { z } from 'zod';
import type { ProblemCode } from './problem.schema.ts';

export interface ApiRoute {
  readonly method: 'get' | 'post' | 'delete';
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly access: 'open' | 'bearer';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The answer of success; a null schema has no body. */
  readonly success: { readonly status: 200 | 201 | 204; readonly schema: z.ZodType | null };
  readonly problems: readonly ProblemCode[];
}

export const ALWAYS = ['too-many-requests', 'fault', 'unavailable'] as const satisfies readonly ProblemCode[];
export const SIGNED_IN = ['not-signed-in', 'session-expired', ...ALWAYS] as const satisfies readonly ProblemCode[];
export const READS_EHR = ['ehr-unreachable', 'ehr-too-slow', ...SIGNED_IN] as const satisfies readonly ProblemCode[];
