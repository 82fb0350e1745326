/** Patients with a booked visit whose record could not be read: named, never left out. */
import type { ReactElement } from 'react';
import type { Board } from '../../../api-contract/board.schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { fullDay, idOf, momentText } from '../../ui/text.ts';
import { NOT_EVALUATED } from '../../ui/wording.ts';

interface NotEvaluatedProps {
  readonly of: Board['notEvaluated'];
  readonly timeZone: string;
}

export const NotEvaluated = ({ of: patients, timeZone }: NotEvaluatedProps): ReactElement | null =>
  patients.length === 0 ? null : (
    <section className="cr-notice" aria-label="Not evaluated">
      <div>
        <p>
          <StateBadge state={NOT_EVALUATED} />{' '}
          {patients.length === 1 ? 'One patient has' : `${String(patients.length)} patients have`} a booked visit, but
          the record could not be read. On which day is not known here.
        </p>
        <ul>
          {patients.map(({ patient, at, why }) => (
            <li key={patient.ref}>
              <bdi>{patient.name ?? idOf(patient.ref)}</bdi>
              {patient.birthDate !== undefined && `, born ${fullDay(patient.birthDate)}`}: {why}{' '}
              <span className="cr-muted">({momentText(at, timeZone) ?? at})</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
