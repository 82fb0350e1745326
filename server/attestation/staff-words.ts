import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { ProceedAtRisk, SupplyStatement } from '../../domain/visit/staff-statements.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { StaffStatement } from '../store/attestations.ts';
import { standingWords } from './standing-statements.ts';
import { evidenceOf, nameOf } from './statement-evidence.ts';

/** What the staff said of one patient, as a snapshot takes it. What was retracted is not in it. */
export interface StaffWords {
  readonly authorizations: readonly AuthorizationEvidence[];
  readonly supplyStatements: readonly SupplyStatement[];
  readonly proceedAtRisk: readonly ProceedAtRisk[];
}

/** Takes statements oldest first, as the store gives them. */
export function staffWords(statements: readonly StaffStatement[]): StaffWords {
  const standing = statements.filter(({ retracted }) => retracted === undefined);
  return {
    authorizations: standingWords(statements).map(evidenceOf),
    supplyStatements: standing.flatMap(supplyOf),
    proceedAtRisk: standing.flatMap(riskOf),
  };
}

function supplyOf({ content, order, appointment, by, at }: StaffStatement): readonly SupplyStatement[] {
  if (content.kind !== 'supply') return [];
  const { supply, reason, scope, expectedOn, receivedOn } = content;
  return [
    {
      order,
      ...(scope === 'visit' ? { appointment } : {}),
      ...{ supply, reason, by: by.ref, at: at.toISOString() },
      ...definedOnly({
        expectedOn: expectedOn === undefined ? undefined : plainDate(expectedOn),
        receivedOn: receivedOn === undefined ? undefined : plainDate(receivedOn),
      }),
    },
  ];
}

const riskOf = ({ content, order, appointment, by, at }: StaffStatement): readonly ProceedAtRisk[] =>
  content.kind === 'proceed-at-risk'
    ? [{ order, appointment, approver: nameOf(by), reason: content.reason, at: at.toISOString() }]
    : [];
