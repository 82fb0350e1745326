import { auditList, auditQuery, replayView } from './audit.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';

export const AUDIT_ROUTES = {
  audit: {
    method: 'get',
    path: '/api/audit',
    summary: 'The audit records of the tenant, the newest first; with a patient: who looked at this patient',
    access: 'bearer',
    query: auditQuery,
    success: { status: 200, schema: auditList },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  replay: {
    method: 'get',
    path: '/api/audit/decisions/{id}',
    summary: 'Make a kept decision again from what was kept, and beside it with the rules of today',
    access: 'bearer',
    success: { status: 200, schema: replayView },
    problems: ['not-allowed', 'not-found', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
