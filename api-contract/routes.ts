/** Every route of the app's API: the server mounts them, the client calls them, openapi.ts describes them. */
import { z } from 'zod';
import { ATTESTATION_ROUTES } from './attestation.routes.ts';
import { BOARD_ROUTES } from './board.routes.ts';
import { CHANGES_ROUTES } from './changes.routes.ts';
import { ALERTS_ROUTES } from './alerts.routes.ts';
import { AUDIT_ROUTES } from './audit.routes.ts';
import { decisionView } from './decision-view.schema.ts';
import { IMPORTS_ROUTES } from './imports.routes.ts';
import { MARGIN_ROUTES } from './margin.routes.ts';
import { READINESS_ROUTES } from './readiness.routes.ts';
import type { ApiRoute } from './route.ts';
import { ALWAYS, READS_EHR, SIGNED_IN } from './route.ts';
import { SETTINGS_ROUTES } from './settings.routes.ts';
import { SUPERVISOR_ROUTES } from './supervisor.routes.ts';
import { WASTE_SHARING_ROUTES } from './waste-sharing.routes.ts';
import { WASTE_ROUTES } from './waste.routes.ts';
import { WORKLIST_ROUTES } from './worklist.routes.ts';
import { launchConfig, openedSession, openSession, sessionView } from './session.schema.ts';

const whichVisit = z.object({ appointment: z.string().max(200).optional() });
const howMuch = z.object({ all: z.enum(['true', 'false']).optional() });

export const ROUTES = {
  launchConfig: {
    method: 'get',
    path: '/api/launch-config',
    summary: 'The issuers that may launch the app, with the client id and scope for each',
    access: 'open',
    success: { status: 200, schema: launchConfig },
    problems: ALWAYS,
  },
  openSession: {
    method: 'post',
    path: '/api/session',
    summary: 'Hand over the token answer of a SMART launch once; get a bearer for the page',
    access: 'open',
    body: openSession,
    success: { status: 201, schema: openedSession },
    problems: [
      'bad-request',
      'too-large',
      'launch-refused',
      'not-allowed',
      'ehr-unreachable',
      'ehr-too-slow',
      ...ALWAYS,
    ],
  },
  session: {
    method: 'get',
    path: '/api/session',
    summary: 'Who is signed in, for which patient, and until when',
    access: 'bearer',
    success: { status: 200, schema: sessionView },
    problems: SIGNED_IN,
  },
  closeSession: {
    method: 'delete',
    path: '/api/session',
    summary: 'End the session and forget its access token',
    access: 'bearer',
    success: { status: 204, schema: null },
    problems: SIGNED_IN,
  },
  decision: {
    method: 'get',
    path: '/api/decisions/{id}',
    summary: 'A kept decision, if it is of this tenant and of the patient in context',
    access: 'bearer',
    query: howMuch,
    success: { status: 200, schema: decisionView },
    problems: ['wrong-patient', 'not-allowed', 'not-found', ...SIGNED_IN],
  },
  nextVisits: {
    method: 'get',
    path: '/api/visits/next',
    summary: "Decide now about the patient's coming visits; the answer has no visits if none is booked",
    access: 'bearer',
    query: howMuch.extend(whichVisit.shape),
    success: { status: 200, schema: decisionView },
    problems: ['bad-request', 'wrong-patient', 'not-allowed', ...READS_EHR],
  },
  refreshVisits: {
    method: 'post',
    path: '/api/visits/refresh',
    summary: 'Read the EHR again and decide afresh about the same visits',
    access: 'bearer',
    body: whichVisit,
    success: { status: 200, schema: decisionView },
    problems: ['bad-request', 'wrong-patient', 'not-allowed', ...READS_EHR],
  },
  ...ATTESTATION_ROUTES,
  ...BOARD_ROUTES,
  ...READINESS_ROUTES,
  ...CHANGES_ROUTES,
  ...ALERTS_ROUTES,
  ...AUDIT_ROUTES,
  ...IMPORTS_ROUTES,
  ...MARGIN_ROUTES,
  ...WASTE_ROUTES,
  ...WASTE_SHARING_ROUTES,
  ...WORKLIST_ROUTES,
  ...SUPERVISOR_ROUTES,
  ...SETTINGS_ROUTES,
} as const satisfies Record<string, ApiRoute>;

export type RouteName = keyof typeof ROUTES;

/** The path as Express writes it: `/api/decisions/:id`. */
export const expressPath = (route: ApiRoute): string => route.path.replace(/\{(\w+)\}/g, ':$1');
