/** The routes of the worklist. */
import { z } from 'zod';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import {
  actOnCase,
  bulkAction,
  bulkDone,
  caseBrief,
  caseCounts,
  caseDetail,
  caseList,
  caseTab,
  changedCase,
  newView,
  savedView,
  undoRequest,
} from './worklist.schema.ts';

const filter = z.string().max(200).optional();
const filters = z.object({ payer: filter, drug: filter, route: filter, owner: filter, site: filter, search: filter });

const CHANGES = ['bad-request', 'not-allowed', 'not-found', 'conflict', 'unprocessable', ...SIGNED_IN] as const;

export const WORKLIST_ROUTES = {
  worklist: {
    method: 'get',
    path: '/api/worklist',
    summary: 'A page of cases in the order of need',
    access: 'bearer',
    query: filters.extend({
      tab: caseTab.optional(),
      after: z.string().max(1000).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    success: { status: 200, schema: caseList },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  worklistCounts: {
    method: 'get',
    path: '/api/worklist/counts',
    summary: 'How many cases each tab holds, what can be filtered by, who can be given a case, and the shared views',
    access: 'bearer',
    query: filters,
    success: { status: 200, schema: caseCounts },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  worklistCase: {
    method: 'get',
    path: '/api/worklist/cases/{id}',
    summary: 'One case with its history and the decision behind it',
    access: 'bearer',
    success: { status: 200, schema: caseDetail },
    problems: ['not-allowed', 'not-found', ...SIGNED_IN],
  },
  worklistBrief: {
    method: 'get',
    path: '/api/worklist/cases/{id}/brief',
    summary: 'A one-page brief for a peer-to-peer call; every sentence names its sources',
    access: 'bearer',
    success: { status: 200, schema: caseBrief },
    problems: ['not-allowed', 'not-found', 'unprocessable', ...SIGNED_IN],
  },
  actOnCase: {
    method: 'post',
    path: '/api/worklist/cases/{id}/actions',
    summary: 'Change a case as it was seen; a stale version is refused with the case as it is now',
    access: 'bearer',
    body: actOnCase,
    success: { status: 200, schema: changedCase },
    problems: CHANGES,
  },
  actOnCases: {
    method: 'post',
    path: '/api/worklist/bulk',
    summary: 'Change several cases; each that was changed meanwhile is left and named',
    access: 'bearer',
    body: bulkAction,
    success: { status: 200, schema: bulkDone },
    problems: CHANGES,
  },
  undoOnCases: {
    method: 'post',
    path: '/api/worklist/undo',
    summary: 'Take back what was just done, on every case that nobody has changed since',
    access: 'bearer',
    body: undoRequest,
    success: { status: 200, schema: bulkDone },
    problems: CHANGES,
  },
  keepView: {
    method: 'post',
    path: '/api/worklist/views',
    summary: 'Keep a set of filters for everybody, under a name; supervisors only',
    access: 'bearer',
    body: newView,
    success: { status: 201, schema: savedView },
    problems: CHANGES,
  },
  dropView: {
    method: 'delete',
    path: '/api/worklist/views/{id}',
    summary: 'Drop a shared view; supervisors only',
    access: 'bearer',
    success: { status: 204, schema: null },
    problems: CHANGES,
  },
} as const satisfies Record<string, ApiRoute>;
