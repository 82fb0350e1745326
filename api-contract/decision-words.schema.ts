/** The closed vocabularies of a decision; a type check holds them to the domain's own unions. */
import type { AuthorizationState, RouteTarget } from '../domain/decision/decision.ts';
import type { Severity, VerdictKind } from '../domain/decision/finding.ts';
import { TRIGGERS } from '../domain/decision/trigger.ts';
import type { EvidenceSource, EvidenceStrength } from '../domain/visit/authorization-evidence.ts';
import type { VisitStatus } from '../domain/visit/snapshot.ts';
import type { Supply } from '../domain/visit/supply.ts';
import { z } from 'zod';

export const authorizationState = z.enum({
  valid: 'valid',
  'not-required': 'not-required',
  missing: 'missing',
  invalid: 'invalid',
  pending: 'pending',
  denied: 'denied',
  unknown: 'unknown',
} satisfies Same<AuthorizationState>);

export const routeTarget = z.enum({
  none: 'none',
  clerk: 'clerk',
  authorization: 'authorization',
  senior: 'senior',
  'peer-to-peer': 'peer-to-peer',
  eligibility: 'eligibility',
} satisfies Same<RouteTarget>);

export const severity = z.enum({ critical: 'critical', warning: 'warning', info: 'info' } satisfies Same<Severity>);

export const verdict = z.enum({
  clear: 'clear',
  'at-risk': 'at-risk',
  'cannot-tell': 'cannot-tell',
  'not-applicable': 'not-applicable',
} satisfies Same<VerdictKind>);

export const evidenceSource = z.enum({
  'claim-response': 'claim-response',
  'coverage-information': 'coverage-information',
  'explanation-of-benefit': 'explanation-of-benefit',
  claim: 'claim',
  feed: 'feed',
  attestation: 'attestation',
} satisfies Same<EvidenceSource>);

export const evidenceStrength = z.enum({
  'payer-verified': 'payer-verified',
  recorded: 'recorded',
  attested: 'attested',
} satisfies Same<EvidenceStrength>);

export const supply = z.enum({
  'buy-and-bill': 'buy-and-bill',
  'white-bag': 'white-bag',
  'clear-bag': 'clear-bag',
  trial: 'trial',
  'manufacturer-free': 'manufacturer-free',
  replacement: 'replacement',
  unknown: 'unknown',
} satisfies Same<Supply>);

export const visitStatus = z.enum({
  proposed: 'proposed',
  pending: 'pending',
  booked: 'booked',
  waitlist: 'waitlist',
  arrived: 'arrived',
  'checked-in': 'checked-in',
} satisfies Same<VisitStatus>);

export const trigger = z.enum(TRIGGERS);

/** One entry per word and no other: a word added to the domain's union fails to compile here until it is listed. */
type Same<Word extends string> = { readonly [W in Word]: W };
