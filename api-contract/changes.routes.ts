/** The route of the page of changes. */
import { z } from 'zod';
import { changes } from './changes.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import { plainDateText } from './scalars.schema.ts';

export const CHANGES_ROUTES = {
  changes: {
    method: 'get',
    path: '/api/changes',
    summary: 'What sweeps found changed since a day, by visit; without a day, since the last business day',
    access: 'bearer',
    query: z.object({ since: plainDateText.optional() }),
    success: { status: 200, schema: changes },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
