/** Booking calls, as an EHR sends them, and what their answers say. */
import { randomUUID } from 'node:crypto';
import { aBundle } from '../../support/fhir-builders.ts';
import type { Course, Resource } from './course.ts';
import { recordOf, visitOf } from './course.ts';
import type { RunningProgram } from './program.ts';
import { token } from './signing.ts';

export interface Booking extends Course {
  /** Set where the record is to be read from the FHIR server instead of being sent along. */
  readonly fhirBase?: string;
  readonly bearer?: string;
  /** Overrides where it is posted to; tokens stay those of the program's address. */
  readonly to?: string;
  readonly hookInstance?: string;
}

export interface Answer {
  readonly hookInstance: string;
  /** Zero where there was no answer at all. */
  readonly status: number;
  readonly cards: readonly { readonly summary: string }[];
  readonly text: string;
  readonly ms: number;
}

export async function book({ endpoint, url }: Pick<RunningProgram, 'endpoint' | 'url'>, booking: Booking) {
  const hookInstance = booking.hookInstance ?? randomUUID();
  const begun = performance.now();
  const answer = (status: number, text: string): Answer => ({
    ...{ hookInstance, status, text, ms: performance.now() - begun },
    cards: status === 200 ? cardsIn(text) : [],
  });
  try {
    const response = await fetch(`${booking.to ?? url}/cds-services/infusion-booking`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${booking.bearer ?? token(endpoint)}`,
      },
      body: JSON.stringify(bodyOf(booking, hookInstance)),
      signal: AbortSignal.timeout(30_000),
    });
    return answer(response.status, await response.text());
  } catch (error) {
    return answer(0, String(error));
  }
}

/** An acknowledged answer is one that arrived whole. */
function cardsIn(text: string): Answer['cards'] {
  const parsed = JSON.parse(text) as { readonly cards: Answer['cards'] };
  return parsed.cards;
}

function bodyOf(booking: Booking, hookInstance: string): object {
  const { patient, fhirBase } = booking;
  const record = recordOf(booking);
  return {
    ...{ hook: 'appointment-book', hookInstance },
    ...(fhirBase === undefined
      ? { prefetch: prefetchOf(record) }
      : {
          fhirServer: fhirBase,
          fhirAuthorization: {
            ...{ access_token: 'of-the-user', token_type: 'Bearer', expires_in: 300 },
            ...{ scope: 'user/*.rs', subject: 'chairready' },
          },
        }),
    context: {
      ...{ userId: 'Practitioner/n1', patientId: patient },
      appointments: aBundle([{ ...visitOf(patient), status: 'proposed' }]),
    },
  };
}

function prefetchOf(record: readonly Resource[]): object {
  const of = (type: string) => found(record.filter(({ resourceType }) => resourceType === type));
  return {
    patient: record[0],
    user: { resourceType: 'Practitioner', id: 'n1' },
    roles: null,
    coverages: of('Coverage'),
    medications: of('MedicationRequest'),
    claimResponses: of('ClaimResponse'),
    ...{ appointments: null, services: null, conditions: null, administrations: null, observations: null },
  };
}

const found = (resources: readonly Resource[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
});

/**
 * True where somebody would take the answer for "all is well" although it is not: these patients always call for a card,
 * and each is asked about once.
 */
export const isSilentAllClear = ({ status, cards }: Answer): boolean => status === 200 && cards.length === 0;
