/** Name, birth date and visit in one line: repeated in every drawer and beside every control that signs or settles. */
import type { ReactElement } from 'react';
import type { PatientIdentity } from '../../api-contract/decision-view.schema.ts';
import { fullDay } from './text.ts';

export interface About {
  /** Absent where the record's name could not be had: said, never blank. */
  readonly patient: Omit<PatientIdentity, 'ref'>;
  /** "Tue, Dec 15, 2026, 9:30 AM". */
  readonly visit?: string;
}

export const WhoAndWhen = ({ about: { patient, visit } }: { readonly about: About }): ReactElement => (
  <p className="cr-who" role="group" aria-label="Patient and visit">
    <strong>
      <bdi>{patient.name ?? 'Name not in the record'}</bdi>
    </strong>
    <span>
      {patient.birthDate === undefined ? 'birth date not in the record' : `born ${fullDay(patient.birthDate)}`}
    </span>
    {visit !== undefined && <span>visit {visit}</span>}
  </p>
);
