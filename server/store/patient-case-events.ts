/** What happened to all cases of one patient, open and closed, newest first: for the history of a visit. */
import type { Kysely, Selectable } from 'kysely';
import type { AuthorizationCaseTable } from './case-tables.ts';
import type { CaseEvent } from './case-events.ts';
import type { Database } from './database.ts';

export type PatientCaseEvent = CaseEvent &
  Readonly<Pick<Selectable<AuthorizationCaseTable>, 'appointment_key' | 'visit_date' | 'facts'>>;

/** As many as anybody reads through. */
const MOST_EVENTS = 300;

export const caseEventsOfPatient = (
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
  since: Date,
): Promise<readonly PatientCaseEvent[]> =>
  db
    .selectFrom('case_event')
    .innerJoin('authorization_case', (join) =>
      join
        .onRef('authorization_case.tenant', '=', 'case_event.tenant')
        .onRef('authorization_case.id', '=', 'case_event.case_id'),
    )
    .selectAll('case_event')
    .select(['authorization_case.appointment_key', 'authorization_case.visit_date', 'authorization_case.facts'])
    .where('case_event.tenant', '=', tenant)
    .where('authorization_case.patient_ref', '=', patientRef)
    .where('case_event.at', '>=', since)
    .orderBy('case_event.id', 'desc')
    .limit(MOST_EVENTS)
    .execute();
