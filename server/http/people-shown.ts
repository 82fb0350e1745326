/** The names of the people on a list, and the record that they were looked at. */
import { identitiesOf } from '../store/case-keepsakes.ts';
import { recordListView } from './record-list-view.ts';
import type { Asking } from './signed-in.ts';

export async function peopleShown(asking: Asking, patients: readonly string[]): ReturnType<typeof identitiesOf> {
  const { deps, session } = asking;
  await recordListView(
    asking,
    'waste',
    patients.map((ref) => ({ patient: { ref } })),
  );
  return identitiesOf(deps.db, session.desk.tenant.id, patients);
}
