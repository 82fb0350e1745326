/** How visits stand now, and what of it is new: read by the board and by the page of changes. */
import type { Transaction } from 'kysely';
import type { Database } from '../store/database.ts';
import type { NewChange } from '../store/standings.ts';
import { forgetStandings, keepChanges, keepStandings } from '../store/standings.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import type { Swept } from './compare-swept.ts';
import type { SweepRun } from './sweeping.ts';

interface Standing {
  readonly call: DecidedCall;
  readonly swept: Swept;
}

export async function keepStanding(
  db: Transaction<Database>,
  { id: runId, tenant }: SweepRun,
  patients: readonly Standing[],
): Promise<void> {
  await keepStandings(
    db,
    patients.flatMap(({ call, swept }) =>
      swept.visits.map(({ appointment, date, digest, standing }) => ({
        ...{ tenant, patient_ref: call.snapshot.patient.ref, appointment, visit_date: date, digest, standing },
        ...{ decision_id: call.decisionId, evaluated_at: call.at },
      })),
    ),
  );
  await forgetStandings(
    db,
    tenant,
    patients.flatMap(({ swept }) => swept.gone.map(({ appointment }) => appointment)),
  );
  await keepChanges(
    db,
    patients.flatMap((one) => changesIn(one, runId)),
  );
}

function changesIn({ call, swept }: Standing, runId: string): readonly NewChange[] {
  const { tenant, at, snapshot, decision } = call;
  const change = { tenant, patient_ref: snapshot.patient.ref, run_id: runId, at };
  return [
    ...swept.news.map(({ appointment, date, was, standing }): NewChange => ({
      ...{ ...change, appointment, visit_date: date, kind: was === undefined ? 'new' : 'changed' },
      ...{ was: was?.standing ?? null, now_is: standing },
    })),
    ...swept.gone
      .filter(({ visit_date }) => visit_date >= decision.today)
      .map(({ appointment, visit_date, standing }): NewChange => ({
        ...{ ...change, appointment, visit_date, kind: 'gone', was: standing, now_is: null },
      })),
  ];
}
