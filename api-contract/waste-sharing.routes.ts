/** The routes of vials that several patients of a day share. */
import { z } from 'zod';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import { plainDateText } from './scalars.schema.ts';
import { approvePlan, preparePlan, sharedPlans } from './waste-sharing.schema.ts';

const WRITES = [
  'bad-request',
  'not-allowed',
  'not-found',
  'unprocessable',
  'conflict',
  'too-large',
  ...SIGNED_IN,
] as const;

export const WASTE_SHARING_ROUTES = {
  sharedPlans: {
    method: 'get',
    path: '/api/waste/shared-plans',
    summary: 'For each drug of a day the plan that opens least for all its patients together, and what was approved',
    access: 'bearer',
    query: z.object({ day: plainDateText.optional() }),
    success: { status: 200, schema: sharedPlans },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  approvePlan: {
    method: 'post',
    path: '/api/waste/shared-plans',
    summary: 'A pharmacist approves exactly this plan; another one meanwhile is a conflict',
    access: 'bearer',
    body: approvePlan,
    success: { status: 201, schema: sharedPlans },
    problems: WRITES,
  },
  preparePlan: {
    method: 'post',
    path: '/api/waste/shared-plans/{id}/prepared',
    summary: 'The vials were opened as approved: the preparations of all its patients are recorded together',
    access: 'bearer',
    body: preparePlan,
    success: { status: 201, schema: sharedPlans },
    problems: WRITES,
  },
} as const satisfies Record<string, ApiRoute>;
