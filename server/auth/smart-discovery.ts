import NodeCache from 'node-cache';
import { z } from 'zod';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { isHttps, isLoopback } from '../config/url-rules.ts';
import type { FhirProblem } from '../gateway/fhir-answer.ts';
import { fetchJson } from '../gateway/fetch-json.ts';
import type { KeySource } from './key-source.ts';
import { pinnedKeys } from './pinned-keys.ts';

/** What is needed of `.well-known/smart-configuration` (SMART App Launch 2.2) to check an id_token. */
export interface SmartIssuer {
  readonly issuer: string;
  readonly keys: KeySource;
}

const discoverySchema = z.looseObject({ issuer: z.string().min(1), jwks_uri: z.url() });

const FRESH_SECONDS = 600;
const FETCH_MS = 4000;

export interface SmartDiscovery {
  /** `base` is a configured FHIR base and nothing that a caller wrote. */
  readonly issuerOf: (base: string) => Promise<Result<SmartIssuer, FhirProblem>>;
}

/** Remembers each server's answer for ten minutes; a failure is not remembered. */
export function smartDiscovery(onKeyFault: (url: string, why: string) => void): SmartDiscovery {
  const cache = new NodeCache({ stdTTL: FRESH_SECONDS, useClones: false, checkperiod: 0 });
  return {
    async issuerOf(base) {
      const known = cache.get<SmartIssuer>(base);
      if (known !== undefined) return ok(known);
      const now = Date.now();
      const { answer } = await fetchJson(`${base}/.well-known/smart-configuration`, { deadline: now + FETCH_MS }, now);
      if (!answer.ok) return answer;
      const parsed = discoverySchema.safeParse(answer.value);
      if (!parsed.success || !mayFetch(parsed.data.jwks_uri, base)) return problem({ code: 'bad-answer' });
      const issuer = { issuer: parsed.data.issuer, keys: pinnedKeys(parsed.data.jwks_uri, onKeyFault) };
      cache.set(base, issuer);
      return ok(issuer);
    },
  };
}

/** Keys come over https, or from this machine where the FHIR server is on it as well. */
const mayFetch = (url: string, base: string): boolean => isHttps(url) || (isLoopback(url) && isLoopback(base));
