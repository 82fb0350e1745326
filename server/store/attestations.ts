/** What staff said of a patient's visits: kept once, never changed, retracted by a further row. */
import type { Kysely, Selectable } from 'kysely';

import type { StatementContent } from '../../api-contract/attestation.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PayerFacts } from '../../domain/visit/payer.ts';
import type { StaffStatementTable } from './attestation-tables.ts';
import type { Database } from './database.ts';

/** What stands in the column `said`: the words, and what the decision knew of that coverage and drug when they were said. */
export interface KeptWords {
  readonly content: StatementContent;
  readonly payer?: PayerFacts;
  readonly memberId?: string;
  readonly products: readonly HcpcsCode[];
}

/** Whoever says or retracts something. */
export interface Speaker {
  /** `Practitioner/s1`. */
  readonly ref: string;
  readonly name?: string;
  readonly role: string;
}

export interface NewStaffStatement {
  readonly tenant: string;
  readonly entry: string;
  readonly patientRef: string;
  readonly appointment: string;
  readonly order: string;
  readonly words: KeptWords;
  readonly at: Date;
  /** The site's calendar day. */
  readonly on: PlainDate;
  readonly by: Speaker;
  readonly decisionId: string;
}

export interface StaffStatement extends KeptWords {
  readonly id: string;
  readonly appointment: string;
  readonly order: string;
  readonly at: Date;
  readonly on: PlainDate;
  readonly by: Speaker;
  readonly retracted?: { readonly at: Date; readonly by: Speaker; readonly reason: string };
}

/** Keeps a statement; the same entry again keeps nothing and gives the first one's id. */
export async function keepStatement(
  db: Kysely<Database>,
  statement: NewStaffStatement,
): Promise<{ readonly id: string; readonly repeated: boolean }> {
  const { tenant, entry, words } = statement;
  return insertOnce(db, {
    tenant,
    entry,
    patient_ref: statement.patientRef,
    kind: words.content.kind,
    appointment: statement.appointment,
    order_ref: statement.order,
    said: JSON.stringify(words),
    ...spoken(statement.by, statement.at, statement.on),
    decision_id: statement.decisionId,
    retracts: null,
  });
}

export interface Retraction {
  readonly tenant: string;
  readonly patientRef: string;
  readonly at: Date;
  readonly on: PlainDate;
  readonly by: Speaker;
  readonly reason: string;
}

/** Retracts once: a second retraction changes nothing and says so. */
export function keepRetraction(
  db: Kysely<Database>,
  { id, appointment, order }: Pick<StaffStatement, 'id' | 'appointment' | 'order'>,
  { tenant, patientRef, at, on, by, reason }: Retraction,
): Promise<{ readonly id: string; readonly repeated: boolean }> {
  return insertOnce(db, {
    tenant,
    entry: `retracts ${id}`,
    patient_ref: patientRef,
    kind: 'retraction',
    appointment,
    order_ref: order,
    said: JSON.stringify({ reason }),
    ...spoken(by, at, on),
    decision_id: null,
    retracts: id,
  });
}

const spoken = (by: Speaker, at: Date, on: PlainDate) => ({
  said_at: at,
  said_on: on,
  said_by: by.ref,
  said_by_name: by.name ?? null,
  role: by.role,
});

async function insertOnce(
  db: Kysely<Database>,
  row: Omit<Selectable<StaffStatementTable>, 'id' | 'said'> & { said: string },
) {
  const inserted = await db
    .insertInto('staff_statement')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant', 'entry']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted !== undefined) return { id: inserted.id, repeated: false };
  const earlier = await db
    .selectFrom('staff_statement')
    .select('id')
    .where('tenant', '=', row.tenant)
    .where('entry', '=', row.entry)
    .where('patient_ref', '=', row.patient_ref)
    .executeTakeFirstOrThrow();
  return { id: earlier.id, repeated: true };
}

/** Everything that was said about one patient, oldest first, retracted statements included and marked. */
export async function statementsOf(
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<readonly StaffStatement[]> {
  const rows = await db
    .selectFrom('staff_statement')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .orderBy('id')
    .execute();
  const retractions = new Map(rows.flatMap((row) => (row.retracts === null ? [] : [[row.retracts, row] as const])));
  return rows.filter(({ kind }) => kind !== 'retraction').map((row) => statementOf(row, retractions.get(row.id)));
}

type Row = Selectable<StaffStatementTable>;

function statementOf(row: Row, retraction: Row | undefined): StaffStatement {
  return {
    // Only `JSON.stringify` of kept words, and of a reason, is ever written there.
    ...(row.said as KeptWords),
    id: row.id,
    appointment: row.appointment,
    order: row.order_ref,
    at: row.said_at,
    on: plainDate(row.said_on),
    by: speakerOf(row),
    ...(retraction === undefined
      ? {}
      : {
          retracted: {
            at: retraction.said_at,
            by: speakerOf(retraction),
            reason: (retraction.said as { readonly reason: string }).reason,
          },
        }),
  };
}

const speakerOf = ({ said_by, said_by_name, role }: Row): Speaker => ({
  ref: said_by,
  role,
  ...(said_by_name === null ? {} : { name: said_by_name }),
});
