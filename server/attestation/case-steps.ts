import type { CaseStep } from '../../api-contract/attestation-view.schema.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { NameOf } from '../board/staff-names.ts';
import type { PatientCaseEvent } from '../store/patient-case-events.ts';
import { historyOf } from '../worklist/case-history.ts';

/** What was noted and done at the cases of a patient, for the history of a visit; the same words as at the case itself. */
export const caseSteps = (events: readonly PatientCaseEvent[], nameOf: NameOf): readonly CaseStep[] =>
  events.flatMap((event) =>
    historyOf([event], nameOf).map((step) => ({
      ...step,
      appointment: event.appointment_key,
      visitDate: event.visit_date,
      ...definedOnly({ drug: event.facts.drug }),
    })),
  );
