// Switches that make the sandbox's FHIR server misbehave the way real ones do.
import type { RequestHandler } from 'express';
import { FhirRefusal } from './fhir-refusal.ts';

export interface Faults {
  /** Hooks send nothing along, so that whoever answers them has to read here. */
  readonly 'no-prefetch'?: boolean;
  /** Milliseconds that every answer is held back. */
  readonly slow?: number;
  /** 503 to everything. */
  readonly down?: boolean;
  /** 401, as if the token had run out. */
  readonly 'expired-token'?: boolean;
  /** An HTML page with status 200, as a proxy's log-in page would be. */
  readonly 'wrong-content'?: boolean;
  /** Every search page names a next one, for ever. */
  readonly 'endless-paging'?: boolean;
  /** 429 with this many seconds in Retry-After. */
  readonly 'rate-limited'?: number;
}

export interface FaultPanel {
  readonly current: () => Faults;
  readonly set: (faults: Faults) => void;
}

export function createFaultPanel(): FaultPanel {
  let faults: Faults = {};
  return {
    current: () => faults,
    set: (next) => {
      faults = next;
    },
  };
}

export function misbehave(panel: FaultPanel): RequestHandler {
  return async (_request, response, next) => {
    const faults = panel.current();
    if (faults.slow !== undefined) await pause(faults.slow);
    if (faults['wrong-content'] === true) {
      response.type('html').send('<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>');
      return;
    }
    if (faults['rate-limited'] !== undefined) response.set('Retry-After', String(faults['rate-limited']));
    const refusal = refusalFor(faults);
    if (refusal !== undefined) throw refusal;
    next();
  };
}

function refusalFor(faults: Faults): FhirRefusal | undefined {
  if (faults.down === true) return new FhirRefusal(503, 'transient', 'the FHIR server is down (sandbox fault switch)');
  if (faults['rate-limited'] !== undefined) return new FhirRefusal(429, 'throttled', 'too many requests');
  if (faults['expired-token'] === true) return new FhirRefusal(401, 'expired', 'the access token has expired');
  return undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
