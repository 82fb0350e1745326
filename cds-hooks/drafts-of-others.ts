import type { HookIssue } from './hook-problem.ts';
import type { HookContext } from './hook-service.ts';
import type { RawResource } from './prefetch.ts';
import { asList, isObject } from './prefetch.ts';

/**
 * What is on the screen for somebody else than the patient of the call. It would be passed over, and silence taken for
 * "all is well", so the call is refused.
 */
export const draftsOfOthers = ({
  drafts,
  patientId,
}: Pick<HookContext, 'drafts' | 'patientId'>): readonly HookIssue[] =>
  drafts.some((draft) => isOfAnother(draft, patientId))
    ? [
        {
          path: 'context.patientId',
          message: 'Invalid input: an Appointment or order of the context is for another patient',
        },
      ]
    : [];

/** One that names no patient is taken for this patient's. */
function isOfAnother(draft: RawResource, patientId: string): boolean {
  const patients = patientsOf(draft);
  return patients.length > 0 && !patients.includes(patientId);
}

const patientsOf = (draft: RawResource): readonly string[] =>
  [draft['subject'], ...asList(draft['participant']).map((one) => (isObject(one) ? one['actor'] : undefined))].flatMap(
    (reference) => (isObject(reference) ? patientIn(reference['reference']) : []),
  );

/** Relative, absolute, or of one version. */
const PATIENT = /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/;

function patientIn(reference: unknown): readonly string[] {
  const id = typeof reference === 'string' ? PATIENT.exec(reference)?.[1] : undefined;
  return id === undefined ? [] : [id];
}
