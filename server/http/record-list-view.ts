/** Who looked at which list of patients: one record for the whole list, with every patient on it. */
import type { PatientIdentity } from '../../api-contract/decision-view.schema.ts';
import { recordEvent } from '../store/audit.ts';
import { noteStaff } from '../store/staff.ts';
import type { Asking } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

interface OfPatient {
  readonly patient: PatientIdentity;
}

/** Written before the list is shown; with it the reader's name, so that lists can say who owns a case. */
export async function recordListView(
  { deps, session }: Pick<Asking, 'deps' | 'session'>,
  page: 'board' | 'readiness' | 'changes' | 'worklist' | 'supervisor' | 'waste',
  shown: readonly OfPatient[],
): Promise<void> {
  const { id: tenant } = session.desk.tenant;
  const [at, actor] = [deps.now(), userRefOf(session.user)];
  const patients = [...new Set(shown.map(({ patient }) => patient.ref))];
  await deps.db.transaction().execute(async (transaction) => {
    await noteStaff(transaction, {
      ...{ tenant, user_ref: actor, role: session.role, seen_at: at },
      name: session.shown.user.name ?? null,
    });
    if (patients.length > 0)
      await recordEvent(transaction, 'patient-view', { at, actor, tenant, body: { page, patients } });
  });
}
