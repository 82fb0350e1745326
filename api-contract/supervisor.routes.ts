/** The routes of the supervisor's page. */
import { z } from 'zod';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import { newAbsence, newHandoff, supervision } from './supervisor.schema.ts';
import { bulkDone } from './worklist.schema.ts';

const CHANGES = ['bad-request', 'not-allowed', 'not-found', 'unprocessable', ...SIGNED_IN] as const;

export const SUPERVISOR_ROUTES = {
  supervision: {
    method: 'get',
    path: '/api/supervisor',
    summary: 'Unowned and overdue cases, load against capacity, absences and handoff notes, of all sites or one',
    access: 'bearer',
    query: z.object({ site: z.string().max(200).optional() }),
    success: { status: 200, schema: supervision },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  addAbsence: {
    method: 'post',
    path: '/api/supervisor/absences',
    summary: 'Somebody is out of office; critical cases no longer go to them',
    access: 'bearer',
    body: newAbsence,
    success: { status: 204, schema: null },
    problems: CHANGES,
  },
  endAbsence: {
    method: 'delete',
    path: '/api/supervisor/absences/{id}',
    summary: 'They are back',
    access: 'bearer',
    success: { status: 204, schema: null },
    problems: CHANGES,
  },
  handOver: {
    method: 'post',
    path: '/api/supervisor/absences/{id}/hand-over',
    summary: 'Give the open cases of whoever is away to their cover; can be undone',
    access: 'bearer',
    success: { status: 200, schema: bulkDone },
    problems: CHANGES,
  },
  addHandoff: {
    method: 'post',
    path: '/api/supervisor/handoffs',
    summary: 'Leave a note for the next shift',
    access: 'bearer',
    body: newHandoff,
    success: { status: 204, schema: null },
    problems: CHANGES,
  },
} as const satisfies Record<string, ApiRoute>;
