import type { EvidenceLevel } from '../visit/policy.ts';
import type { DrugCase } from './drug-case.ts';
import { policyOf } from './words.ts';

export type EvidenceStanding = EvidenceLevel | 'not-listed' | 'unknown';

/** The best level at which the policy supports any diagnosis of the order. */
export function evidenceLevel(drugCase: DrugCase): EvidenceStanding {
  const indications = policyOf(drugCase)?.indications;
  const { diagnoses } = drugCase.drug;
  if (indications === undefined || diagnoses.length === 0) return 'unknown';
  const levels = indications
    .filter(({ icd10 }) => icd10.some((listed) => diagnoses.some((code) => isWithin(code, listed))))
    .map(({ evidence }) => evidence);
  return LEVELS.find((level) => levels.includes(level)) ?? 'not-listed';
}

/** Off-label by the payer's own list, or supported by category 2B only: senior people look at these. */
export const isOffPolicy = (drugCase: DrugCase): boolean => {
  const level = evidenceLevel(drugCase);
  return level === '2B' || level === '3' || level === 'not-listed';
};

const LEVELS: readonly EvidenceLevel[] = ['label', '1', '2A', '2B', '3'];

const isWithin = (code: string, listed: string): boolean =>
  code.replace('.', '').toUpperCase().startsWith(listed.replace('.', '').toUpperCase());
