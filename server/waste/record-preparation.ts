/** The pharmacy's entry at the screen: which vials it opened for a dose, what it threw away, and what it held. */
import type { WastePreparationView } from '../../api-contract/waste.schema.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { PreparationEntry } from './checked-preparation.ts';
import type { PlannedPreparation } from './plan-preparation.ts';
import { keepPlanned, noneIfOvertaken, planPreparation } from './plan-preparation.ts';
import { preparationView } from './preparation-content.ts';
import type { WasteDesk, WasteRefusal } from './waste-desk.ts';
import { visitFor } from './waste-desk.ts';
import { mayPrepare } from './waste-rights.ts';

/** The entry as it was kept, or why it was not. */
export async function recordPreparation(
  desk: WasteDesk,
  entry: PreparationEntry,
): Promise<Result<WastePreparationView, WasteRefusal>> {
  if (!mayPrepare(desk.role))
    return problem({ kind: 'not-allowed', message: 'Preparation is recorded by the pharmacy.' });
  const visit = await visitFor(desk, entry.appointment, entry.date);
  const drug = visit?.drugs.find(({ line }) => line === entry.line);
  if (visit === undefined || drug === undefined) return problem({ kind: 'not-found' });
  const planned = await planPreparation({ ...desk, source: 'screen' }, entry, { visit, drug });
  return planned.ok ? keep(desk, planned.value) : planned;
}

async function keep(desk: WasteDesk, planned: PlannedPreparation): Promise<Result<WastePreparationView, WasteRefusal>> {
  const kept = await desk.db
    .transaction()
    .execute((transaction) => keepPlanned(transaction, { ...desk, source: 'screen' }, planned))
    .catch(noneIfOvertaken);
  if (kept === undefined)
    return problem({ kind: 'conflict', message: 'Somebody else recorded this meanwhile. Look at it again first.' });
  for (const { patient_ref, visit_date } of [planned.row, ...(planned.taken === undefined ? [] : [planned.taken])])
    await desk.changed?.(patient_ref, plainDate(visit_date));
  return ok(preparationView({ ...kept, remainder: undefined }));
}
