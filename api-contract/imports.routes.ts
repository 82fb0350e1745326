import { importOutcome, importsView, uploadQuery } from './imports.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';

export const IMPORTS_ROUTES = {
  imports: {
    method: 'get',
    path: '/api/imports',
    summary: 'The files that count, of the kinds that this role may take in',
    access: 'bearer',
    success: { status: 200, schema: importsView },
    problems: ['not-allowed', ...SIGNED_IN],
  },
  takeIn: {
    method: 'post',
    path: '/api/imports',
    summary: 'Look at a file, or take it in; the body is the file as application/octet-stream',
    access: 'bearer',
    query: uploadQuery,
    success: { status: 200, schema: importOutcome },
    problems: ['bad-request', 'not-allowed', 'too-large', 'unprocessable', ...SIGNED_IN],
  },
  undoImport: {
    method: 'post',
    path: '/api/imports/{id}/undo',
    summary: 'Take a file back: the earlier one counts again',
    access: 'bearer',
    success: { status: 200, schema: importsView },
    problems: ['not-allowed', 'not-found', 'unprocessable', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
