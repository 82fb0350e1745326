import type { OpenCaseView, StatementDesk, StatementView } from '../../api-contract/attestation-view.schema.ts';
import type { StatementRight } from '../../api-contract/attestation-rights.ts';
import { maySay } from '../../api-contract/attestation-rights.ts';
import { rightFor } from '../../api-contract/attestation-faults.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import { payerName } from '../../domain/visit/payer.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Speaker, StaffStatement } from '../store/attestations.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { answersBy } from './answers-by.ts';
import { standingWords } from './standing-statements.ts';
import { statementRef } from './statement-evidence.ts';

/** Whoever looks at the desk. */
export interface DeskReader {
  readonly ref: string;
  readonly role: Role;
}

/** What was said about a patient so far, and what this reader may add to it. */
export function deskOf(
  snapshot: Snapshot,
  statements: readonly StaffStatement[],
  cases: readonly AuthorizationCase[],
  reader: DeskReader,
): StatementDesk {
  return {
    payers: snapshot.coverages.filter(({ status }) => status !== 'draft').map(payerOf),
    may: rightsOf(reader.role),
    answersBy: maySay(reader.role, 'authorization') ? [...answersBy(snapshot)] : [],
    statements: [...statementViews(statements, reader.role)],
    cases: cases.map((one) => caseView(one, reader)),
  };
}

/** Everything that was said about a patient, newest first. Takes statements oldest first. */
export function statementViews(statements: readonly StaffStatement[], role: Role): readonly StatementView[] {
  const standing = new Set(standingWords(statements).map(({ id }) => id));
  return statements.map((one) => statementView(one, standing, role)).reverse();
}

const payerOf = ({ ref, payer, memberId, status }: CoverageFacts): StatementDesk['payers'][number] => ({
  coverage: ref,
  name: (payer === undefined ? undefined : payerName(payer)) ?? ref,
  ...definedOnly({ memberId }),
  isActive: status === 'active',
});

function rightsOf(role: Role): StatementDesk['may'] {
  const may = (right: StatementRight): boolean => maySay(role, right);
  return {
    authorization: may('authorization'),
    attestation: may('attestation'),
    supply: may('supply'),
    'proceed-at-risk': may('proceed-at-risk'),
    note: may('note'),
    case: may('case'),
  };
}

function statementView(statement: StaffStatement, standing: ReadonlySet<string>, role: Role): StatementView {
  const { id, appointment, order, content, payer, at, on, by, retracted } = statement;
  return {
    id: statementRef(id),
    ...{ appointment, order, said: content, at: at.toISOString(), on, by: personOf(by) },
    ...definedOnly({ payer: payer === undefined ? undefined : payerName(payer) }),
    ...(retracted === undefined
      ? {}
      : { retracted: { at: retracted.at.toISOString(), by: personOf(retracted.by), reason: retracted.reason } }),
    answered: content.kind === 'authorization' && retracted === undefined && !standing.has(id),
    mayRetract: retracted === undefined && maySay(role, rightFor(content)),
  };
}

const personOf = ({ ref, name }: Speaker): StatementView['by'] => ({ ref, ...definedOnly({ name }) });

const caseView = (one: AuthorizationCase, { ref }: DeskReader): OpenCaseView => ({
  id: one.id,
  version: one.version,
  appointment: one.appointment_key,
  ...(one.order_ref === null ? {} : { order: one.order_ref }),
  route: one.route,
  state: one.state === 'assigned' || one.state === 'waiting' ? one.state : 'open',
  why: one.why,
  ...(one.due_by === null ? {} : { dueBy: one.due_by }),
  ...(one.owner === null ? {} : { owner: one.owner }),
  isMine: one.owner === ref,
});
