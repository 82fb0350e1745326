// A stand-in for ChairReady: offers the booking service, checks the caller's JWT as the real one must, keeps what it got.
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import express from 'express';
import type { Served } from './serve.ts';
import { serve } from './serve.ts';

export interface ReceivedCall {
  readonly path: string;
  readonly claims: JWTPayload;
  readonly body: Record<string, unknown>;
}

export interface StandIn extends Served {
  readonly calls: ReceivedCall[];
  /** What the booking service answers; set by a test. */
  answer: { status: number; body: string };
  /** Must be set before the first call: whose signatures count. */
  trust: (jwks: JSONWebKeySet, issuer: string) => void;
}

const PREFETCH = {
  patient: 'Patient/{{context.patientId}}',
  user: '{{context.userId}}',
  roles: 'PractitionerRole?practitioner={{userPractitionerId}}',
  coverages: 'Coverage?patient={{context.patientId}}',
  medications: 'MedicationRequest?patient={{context.patientId}}&status=active',
  encounter: 'Encounter/{{context.encounterId}}',
  odd: 'Coverage?patient={{context.patientId}}&shoe-size=44',
};

export async function startStandIn(): Promise<StandIn> {
  const calls: ReceivedCall[] = [];
  let jwks: JSONWebKeySet = { keys: [] };
  let issuer = '';
  const app = express();
  app.use(express.json({ limit: '5mb' }));
  app.get('/cds-services', (_request, response) => {
    response.json({ services: [{ id: 'infusion-booking', hook: 'appointment-book', prefetch: PREFETCH }] });
  });
  app.post(/^\/cds-services\//, async (request, response) => {
    const token = (request.get('Authorization') ?? '').replace('Bearer ', '');
    const audience = `${standIn.url}${request.path}`;
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), { issuer, audience, algorithms: ['ES384'] });
      calls.push({ path: request.path, claims: payload, body: request.body as Record<string, unknown> });
    } catch {
      response.status(401).end();
      return;
    }
    response.status(standIn.answer.status).type('json').send(standIn.answer.body);
  });
  const standIn: StandIn = {
    ...(await serve(app)),
    calls,
    answer: { status: 200, body: '{"cards":[]}' },
    trust: (keys, iss) => {
      jwks = keys;
      issuer = iss;
    },
  };
  return standIn;
}
