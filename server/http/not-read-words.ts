import { PREFETCH_TEMPLATES } from '../../cds-hooks/prefetch-templates.ts';
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

/** What few EHRs offer and no key asks for is told in the app; a card names only what a card is made of. */
export const isOnCards = ({ key }: NotRead): boolean => key in PREFETCH_TEMPLATES;

export const wordsOf = ({ key, why }: NotRead): string =>
  why === 'cut-short' ? `a part of ${WORDS[key] ?? key}` : (WORDS[key] ?? key);

const WORDS: Readonly<Record<string, string>> = {
  medications: 'orders',
  appointments: 'other visits',
  services: 'service requests',
  claimResponses: 'authorizations',
  observations: 'results and weights',
};
