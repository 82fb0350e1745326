import type { NotRead } from '../assessment/gather.ts';

/** Kinds of record in which a denial, a used-up unit or another drug may stand. An EHR that never offers one is no news. */
const TURNING: ReadonlySet<string> = new Set([
  'claimResponses',
  'administrations',
  'appointments',
  'medications',
  'services',
]);

export const couldTurn = ({ key, why }: NotRead): boolean => why !== 'not-offered' && TURNING.has(key);

export const wordsOf = ({ key, why }: NotRead): string =>
  why === 'cut-short' ? `a part of ${WORDS[key] ?? key}` : (WORDS[key] ?? key);

const WORDS: Readonly<Record<string, string>> = {
  medications: 'orders',
  appointments: 'other visits',
  services: 'service requests',
  claimResponses: 'authorizations',
  observations: 'results and weights',
};
