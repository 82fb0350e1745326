import type { PlainDate } from '../kernel/plain-date.ts';
import type { ClinicalFacts, Snapshot } from '../visit/snapshot.ts';
import type { DrugCase } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';
import { issuedOn } from './predicates.ts';

/** Cancer disease status, LOINC, as the mCODE profile of that name has it (http://hl7.org/fhir/us/mcode, STU 3 and 4). */
const DISEASE_STATUS = '97509-4';
/** The profile's answers, SNOMED CT. "Undetermined" (709137006) and every other code tell neither. */
const WORSENED = '271299001';
const NOT_WORSENED: ReadonlySet<string> = new Set([
  '281900007', // no abnormality detected
  '260415000', // not detected, in older versions of the profile
  '268910001', // improved
  '359746009', // stable
]);

type DiseaseStatus = ClinicalFacts['results'][number];

/** Every disease status that the record holds, whatever it says. */
export const diseaseStatuses = ({ clinical }: Snapshot): readonly DiseaseStatus[] =>
  clinical.results.filter(({ loinc }) => loinc.includes(DISEASE_STATUS));

/** The day of the approval that the drug stands on; undefined where there is none or nobody dated it. */
export function approvedOn(drugCase: DrugCase): PlainDate | undefined {
  const authorization = heldAuthorization(drugCase);
  return authorization === undefined ? undefined : issuedOn(authorization);
}

/** The last day on which progression was documented after the approval that the drug stands on. */
export function progressedOn(drugCase: DrugCase): PlainDate | undefined {
  const approved = approvedOn(drugCase);
  if (approved === undefined) return undefined;
  return diseaseStatuses(drugCase.snapshot)
    .filter(({ answers }) => answers?.includes(WORSENED) === true)
    .map(({ on }) => on)
    .filter((on): on is PlainDate => on !== undefined && on > approved)
    .sort()
    .at(-1);
}

/** Whether a status may be a progression after this day: it does not say what it found, or a worsening says no day. */
export const mayBeProgression = ({ on, answers }: DiseaseStatus, approved: PlainDate): boolean =>
  (on === undefined || on > approved) && answers?.some((answer) => NOT_WORSENED.has(answer)) !== true;
