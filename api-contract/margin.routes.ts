import { z } from 'zod';
import { flipsView, flipVisits, marginDetail, marginList, seenBody } from './margin.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';

/** Ids of scenarios to play, separated by commas; none where it is left out. */
const played = z.object({ scenarios: z.string().max(200).optional() });

export const MARGIN_ROUTES = {
  marginList: {
    method: 'get',
    path: '/api/margin',
    summary: 'What each booked drug earns, by payer and site',
    access: 'bearer',
    query: played,
    success: { status: 200, schema: marginList },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  marginDetail: {
    method: 'get',
    path: '/api/margin/rows/{key}',
    summary: 'One drug, payer and site with its working, trend, sensitivity and alternatives',
    access: 'bearer',
    query: played,
    success: { status: 200, schema: marginDetail },
    problems: ['bad-request', 'not-allowed', 'not-found', ...SIGNED_IN],
  },
  flips: {
    method: 'get',
    path: '/api/margin/flips',
    summary: 'What each import changed about the margins of booked visits',
    access: 'bearer',
    success: { status: 200, schema: flipsView },
    problems: ['not-allowed', ...SIGNED_IN],
  },
  seeFlips: {
    method: 'post',
    path: '/api/margin/flips/seen',
    summary: 'Set aside the alert about the changes up to this import',
    access: 'bearer',
    body: seenBody,
    success: { status: 200, schema: flipsView },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
  flipVisits: {
    method: 'get',
    path: '/api/margin/flips/{watch}/{flip}/visits',
    summary: 'The visits behind one change; finance only',
    access: 'bearer',
    success: { status: 200, schema: flipVisits },
    problems: ['not-allowed', 'not-found', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
