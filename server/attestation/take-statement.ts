import type { Kysely } from 'kysely';
import { rightFor, statementFaults } from '../../api-contract/attestation-faults.ts';
import { maySay } from '../../api-contract/attestation-rights.ts';
import type { NewStatement, StatementContent } from '../../api-contract/attestation.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { PlannedDrug, Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { recordEvent } from '../store/audit.ts';
import type { KeptWords, Speaker, StaffStatement } from '../store/attestations.ts';
import { keepRetraction, keepStatement } from '../store/attestations.ts';
import type { Database } from '../store/database.ts';
import { statementRef } from './statement-evidence.ts';

export interface Speaking extends Speaker {
  readonly role: Role;
}

/** The moment and the person of a statement, and whose patient it is about. */
export interface Occasion {
  readonly tenant: string;
  /** The patient that the session proved. */
  readonly patientRef: string;
  readonly by: Speaking;
  readonly at: Date;
  readonly today: PlainDate;
}

/** The decision that the writer had before them, as it was kept. */
export interface DecisionAtHand {
  readonly id: string;
  readonly decision: Decision;
  readonly snapshot: Snapshot;
}

export interface StatementRefusal {
  readonly code: 'not-allowed' | 'not-found' | 'unprocessable';
  readonly message: string;
  readonly path?: string;
}

export interface KeptEntry {
  readonly id: string;
  readonly repeated: boolean;
}

/** Keeps what somebody says about one drug of one visit, with its audit record; or says which field will not do. */
export async function takeStatement(
  db: Kysely<Database>,
  statement: NewStatement,
  atHand: DecisionAtHand,
  occasion: Occasion,
): Promise<Result<KeptEntry, StatementRefusal>> {
  const refused = refusalOf(statement.said, occasion);
  if (refused !== undefined) return problem(refused);
  const words = wordsOf(statement, atHand.snapshot);
  if (!words.ok) return words;
  const { tenant, patientRef, by, at, today } = occasion;
  return db.transaction().execute(async (transaction) => {
    const kept = await keepStatement(transaction, {
      ...{ tenant, entry: statement.entry, patientRef, appointment: statement.appointment, order: statement.order },
      ...{ words: words.value, at, on: today, by, decisionId: atHand.id },
    });
    if (!kept.repeated) {
      await recordEvent(transaction, 'attestation', {
        ...{ at, actor: by.ref, tenant },
        body: {
          ...{ what: 'stated', statement: statementRef(kept.id), patient: patientRef, decision: atHand.id },
          ...{ appointment: statement.appointment, order: statement.order, role: by.role },
          before: standingBefore(statement, atHand.decision),
          after: words.value.content,
        },
      });
    }
    return ok({ id: statementRef(kept.id), repeated: kept.repeated });
  });
}

/** Takes a statement back as entered in error. Its row stays; no decision reads it any more. */
export async function takeBack(
  db: Kysely<Database>,
  statement: StaffStatement,
  reason: string,
  occasion: Occasion,
): Promise<Result<KeptEntry, StatementRefusal>> {
  const { tenant, patientRef, by, at, today } = occasion;
  if (!maySay(by.role, rightFor(statement.content))) return problem(NOT_YOURS);
  return db.transaction().execute(async (transaction) => {
    const kept = await keepRetraction(transaction, statement, { tenant, patientRef, at, on: today, by, reason });
    if (!kept.repeated) {
      await recordEvent(transaction, 'attestation', {
        ...{ at, actor: by.ref, tenant },
        body: {
          ...{ what: 'retracted', statement: statementRef(statement.id), patient: patientRef, role: by.role },
          ...{ appointment: statement.appointment, order: statement.order },
          before: statement.content,
          after: null,
          reason,
        },
      });
    }
    return ok({ id: statementRef(statement.id), repeated: kept.repeated });
  });
}

const NOT_YOURS: StatementRefusal = { code: 'not-allowed', message: 'Your role may not say this.' };

function refusalOf(said: StatementContent, { by, today }: Occasion): StatementRefusal | undefined {
  if (!maySay(by.role, rightFor(said))) return NOT_YOURS;
  const [fault] = statementFaults(said, today);
  return fault === undefined
    ? undefined
    : { code: 'unprocessable', message: fault.message, path: `said.${fault.path}` };
}

/** What is said must be about something that the decision knew: its visit, its drug, its coverage. */
function wordsOf(
  { appointment, order, said }: NewStatement,
  { visits, coverages }: Snapshot,
): Result<KeptWords, StatementRefusal> {
  const visit = visits.find(({ ref }) => ref === appointment);
  if (visit === undefined || appointment.includes('#'))
    return problem(unknown('appointment', 'This visit is not booked.'));
  const drug = visit.drugs.find((one) => one.order === order);
  if (drug === undefined) return problem(unknown('order', 'This drug is not booked for the visit.'));
  const products = codesOf(drug);
  if (said.kind !== 'authorization') return ok({ content: said, products });
  const coverage = coverages.find(({ ref }) => ref === said.coverage);
  if (coverage === undefined) return problem(unknown('said.coverage', 'This coverage is not among the patient’s.'));
  const { payer, memberId } = coverage;
  if (payer === undefined)
    return problem(unknown('said.coverage', 'The record does not name the payer of this coverage.'));
  return ok({ content: said, products, payer, ...definedOnly({ memberId }) });
}

const unknown = (path: string, message: string): StatementRefusal => ({ code: 'unprocessable', message, path });

/** Of several possible products none is attested: the order then says what it is for. */
const codesOf = ({ identity }: PlannedDrug): KeptWords['products'] =>
  identity.kind === 'known' || identity.kind === 'unlisted' ? [identity.hcpcs] : [];

function standingBefore({ appointment, order }: NewStatement, { visits }: Decision) {
  const drug = visits.find((visit) => visit.appointment === appointment)?.drugs.find((one) => one.order === order);
  return drug === undefined ? null : { state: drug.authorization.state, supply: drug.supply };
}
