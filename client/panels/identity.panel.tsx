/** Who this is about, on every screen: a compact echo, or a banner where the EHR shows none around the frame. */
import type { ReactElement } from 'react';
import type { PatientIdentity } from '../../api-contract/decision-view.schema.ts';
import { fullDay } from '../ui/text.ts';

interface IdentityProps {
  readonly patient: PatientIdentity;
  readonly banner: boolean;
}

export const IdentityPanel = ({ patient, banner }: IdentityProps): ReactElement => (
  <div className={banner ? 'cr-identity cr-identity-banner' : 'cr-identity'} role="group" aria-label="Patient">
    <strong>
      <bdi>{patient.name ?? 'Name not in the record'}</bdi>
    </strong>
    <span className="cr-identity-birth">
      {patient.birthDate === undefined ? 'birth date not in the record' : `born ${fullDay(patient.birthDate)}`}
    </span>
  </div>
);
