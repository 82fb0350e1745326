/** The list of patients, with the story that each one is here for. */
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import type { PatientSummary } from '../../screens-api/screens.schema.ts';
import { recordedDayText } from '../view/date-text.ts';
import { foundPatients } from '../view/found-patients.ts';
import { ImportPanel } from './import.panel.tsx';

interface PatientsPanelProps {
  readonly patients: readonly PatientSummary[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

export const PatientsPanel = ({ patients, chosen, onChoose }: PatientsPanelProps): ReactElement => {
  const [words, setWords] = useState('');
  const found = foundPatients(patients, words);
  return (
    <nav className="sb-patients" aria-label="Patients">
      <div className="sb-patients-head">
        <h2>Patients</h2>
        <TextInput
          size="xs"
          type="search"
          aria-label="Find a patient"
          placeholder="Name, MRN or story"
          value={words}
          onChange={({ currentTarget }) => setWords(currentTarget.value)}
        />
      </div>
      {found.length === 0 ? <p className="sb-pad sb-muted">No patient matches “{words}”.</p> : null}
      <ul className="sb-patients-list">
        {found.map((patient) => (
          <li key={patient.id}>
            <PatientRow patient={patient} isChosen={patient.id === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      <ImportPanel onImported={onChoose} />
    </nav>
  );
};

interface PatientRowProps {
  readonly patient: PatientSummary;
  readonly isChosen: boolean;
  readonly onChoose: (id: string) => void;
}

const PatientRow = ({ patient, isChosen, onChoose }: PatientRowProps): ReactElement => {
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // A patient who was just imported stands at the end of the list.
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <button
      type="button"
      ref={row}
      className="sb-patient"
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => onChoose(patient.id)}
    >
      <bdi className="sb-patient-name">{patient.name}</bdi>
      <span className="sb-patient-facts">
        <span>{recordedDayText(patient.birthDate)}</span>
        <span>MRN {patient.mrn ?? 'none'}</span>
      </span>
      <span className="sb-patient-story">{patient.story?.title ?? 'Imported, no story'}</span>
    </button>
  );
};
