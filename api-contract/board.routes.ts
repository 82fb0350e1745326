/** The routes of the schedule board. */
import { z } from 'zod';
import { board, boardQuestion } from './board.schema.ts';
import { decisionView } from './decision-view.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';

export const BOARD_ROUTES = {
  board: {
    method: 'get',
    path: '/api/board',
    summary: 'The infusion visits of a span of days with their authorization state',
    access: 'bearer',
    query: boardQuestion,
    success: { status: 200, schema: board },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  boardDecision: {
    method: 'get',
    path: '/api/board/decisions/{id}',
    summary: 'A kept decision of this tenant, for roles that have the board; recorded as a view of the patient',
    access: 'bearer',
    query: z.object({ all: z.enum(['true', 'false']).optional() }),
    success: { status: 200, schema: decisionView },
    problems: ['wrong-patient', 'not-allowed', 'not-found', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
