import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { ClinicalFacts } from '../../domain/visit/snapshot.ts';
import type { ProceedAtRisk, SupplyStatement } from '../../domain/visit/staff-statements.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { StaffStatement } from '../store/attestations.ts';
import { standingWords } from './standing-statements.ts';
import { evidenceOf, nameOf, statementRef } from './statement-evidence.ts';

/** What the staff said of one patient, as a snapshot takes it. What was retracted is not in it. */
export interface StaffWords {
  readonly authorizations: readonly AuthorizationEvidence[];
  readonly supplyStatements: readonly SupplyStatement[];
  readonly proceedAtRisk: readonly ProceedAtRisk[];
  /** What was sent to a payer, whether or not the request has been answered since: it is on file. */
  readonly documents: ClinicalFacts['documents'];
}

/** Takes statements oldest first, as the store gives them. */
export function staffWords(statements: readonly StaffStatement[]): StaffWords {
  const standing = statements.filter(({ retracted }) => retracted === undefined);
  return {
    authorizations: standingWords(statements).map(evidenceOf),
    supplyStatements: standing.flatMap(supplyOf),
    proceedAtRisk: standing.flatMap(riskOf),
    documents: standing.flatMap(documentsOf),
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

const documentsOf = ({ id, content, on }: StaffStatement): ClinicalFacts['documents'] =>
  content.kind === 'authorization' && content.documents !== undefined && content.documents.length > 0
    ? [{ ref: statementRef(id), texts: content.documents, on }]
    : [];

const riskOf = ({ content, order, appointment, by, at }: StaffStatement): readonly ProceedAtRisk[] =>
  content.kind === 'proceed-at-risk'
    ? [{ order, appointment, approver: nameOf(by), reason: content.reason, at: at.toISOString() }]
    : [];
