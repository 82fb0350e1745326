// What an EHR sends at a booking: 25 kB with every prefetch key, and a JWT that is new each time.
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { FhirResource } from 'fhir/r4';
import { typicalRecord } from './typical-bundles.ts';

export const ISSUER = 'http://127.0.0.1/bench-ehr';
export const FHIR_BASE = 'http://127.0.0.1:9/fhir';

/** The record grows by whole results, so the body ends a little above this. */
const BODY_BYTES = 24_600;
const STORY = 'discarded-units-count';

/** Who books: a card is shown to each of them once a day, so a server that is opened again is asked by the other. */
export const SCHEDULERS = ['scheduler-1', 'scheduler-2'] as const;

type Scheduler = (typeof SCHEDULERS)[number];

/** The body of one call: three visits of one drug, with the patient's whole record; nothing is left to be read. */
export function bookingBody(by: Scheduler = 'scheduler-1'): string {
  for (let recordBytes = 20_000; ; recordBytes += 200) {
    const body = JSON.stringify(bookingOver(typicalRecord(STORY, recordBytes), by));
    if (body.length >= BODY_BYTES) return body;
  }
}

/** One booking of every visit in a record, with that record as prefetch. */
export function bookingOver(record: readonly FhirResource[], by: Scheduler, patientId = STORY): object {
  const of = (...types: readonly string[]) => record.filter(({ resourceType }) => types.includes(resourceType));
  const found = (...types: readonly string[]) => bundle('searchset', of(...types));
  return {
    hook: 'appointment-book',
    hookInstance: randomUUID(),
    fhirServer: FHIR_BASE,
    context: {
      userId: `Practitioner/${by}`,
      patientId,
      appointments: bundle(
        'collection',
        of('Appointment').map((visit) => ({ ...visit, status: 'proposed' })),
      ),
    },
    prefetch: {
      patient: of('Patient')[0],
      user: { resourceType: 'Practitioner', id: by, active: true },
      roles: bundle('searchset', []),
      coverages: found('Coverage'),
      medications: found('MedicationRequest'),
      appointments: bundle('searchset', []),
      services: found('ServiceRequest'),
      conditions: found('Condition'),
      administrations: found('MedicationAdministration'),
      observations: found('Observation'),
      claimResponses: found('ClaimResponse'),
    },
  };
}

const bundle = (type: string, resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type,
  ...(type === 'searchset' ? { total: resources.length } : {}),
  entry: resources.map((resource) => ({ resource })),
});

export type Algorithm = 'RS384' | 'ES384';

export interface Signer {
  readonly jwk: JsonWebKey & Readonly<Record<string, unknown>>;
  /** A token for exactly this address that lives five minutes. */
  readonly token: (audience: string) => string;
}

export function signer(algorithm: Algorithm): Signer {
  const { privateKey, publicKey } =
    algorithm === 'RS384'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const kid = `bench-${algorithm}`;
  const header = part({ alg: algorithm, kid, typ: 'JWT' });
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
    token: (audience) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = part({ iss: ISSUER, aud: audience, iat: now, exp: now + LIFETIME, jti: randomUUID() });
      return `${header}.${claims}.${signature(privateKey, `${header}.${claims}`)}`;
    },
  };
}

/** All tokens of a run are signed before it begins, so that signing does not count. */
const LIFETIME = 1800;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** JWS wants the two numbers of an elliptic-curve signature side by side, not in DER. */
const signature = (key: KeyObject, text: string): string =>
  createSign('sha384').update(text).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url');
