/** The route of the readiness list. */
import { readiness } from './readiness.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';

export const READINESS_ROUTES = {
  readiness: {
    method: 'get',
    path: '/api/readiness',
    summary: 'Go, no-go or cannot tell for the visits of the next three business days; from the kept list if need be',
    access: 'bearer',
    success: { status: 200, schema: readiness },
    problems: ['not-allowed', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
