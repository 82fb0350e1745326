import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import { alertsView, setLoudnessBody } from './alerts.schema.ts';

export const ALERTS_ROUTES = {
  alerts: {
    method: 'get',
    path: '/api/alerts',
    summary: "What became of each rule's cards, and the newest overrides",
    access: 'bearer',
    success: { status: 200, schema: alertsView },
    problems: ['not-allowed', ...SIGNED_IN],
  },
  setLoudness: {
    method: 'post',
    path: '/api/alerts/loudness',
    summary: 'Make a rule quieter, or let it speak as it is written again; answers with the review as it is then',
    access: 'bearer',
    body: setLoudnessBody,
    success: { status: 200, schema: alertsView },
    problems: ['bad-request', 'not-allowed', 'not-found', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
