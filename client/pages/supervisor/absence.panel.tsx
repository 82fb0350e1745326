/** Who is out of office, who stands in, and handing their cases over. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { SUPERVISOR_ROUTES } from '../../../api-contract/supervisor.routes.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { fullDay } from '../../ui/text.ts';
import type { SupervisorParts } from './supervisor-parts.ts';

export const AbsencePanel = (parts: SupervisorParts): ReactElement => {
  const { api, page, acts, again } = parts;
  const [problem, setProblem] = useState('');
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      setProblem('');
      await again();
      return true;
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.message : 'Something went wrong. Nothing was changed.');
      return false;
    }
  };
  return (
    <section className="cr-panel cr-fields" aria-label="Out of office">
      <h2>Out of office</h2>
      {page.absences.length === 0 && <p>Nobody is noted as away.</p>}
      {page.absences.map(({ id, who, from, until, cover }) => (
        <div key={id} className="cr-worklist-line">
          <span className="cr-grow">
            <bdi>{who.name ?? who.ref}</bdi>, {fullDay(from)} to {fullDay(until)}
            {cover === undefined ? ', no cover' : `, cover: ${cover.name ?? cover.ref}`}
          </span>
          {cover !== undefined && (
            <Button size="compact-sm" variant="default" disabled={acts.isBusy} onClick={() => void acts.handOver(id)}>
              Hand cases to cover
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void attempt(() => api.call(SUPERVISOR_ROUTES.endAbsence, { params: { id } }))}
          >
            Back again
          </Button>
        </div>
      ))}
      <NewAbsence {...parts} onAdd={(body) => attempt(() => api.call(SUPERVISOR_ROUTES.addAbsence, { body }))} />
      <p role="status">{problem}</p>
    </section>
  );
};

interface NewAbsenceProps extends SupervisorParts {
  readonly onAdd: (body: Readonly<Record<string, string>>) => Promise<boolean>;
}

const NewAbsence = ({ page, onAdd }: NewAbsenceProps): ReactElement => {
  const [who, setWho] = useState('');
  const [cover, setCover] = useState('');
  const [from, setFrom] = useState(page.today);
  const [until, setUntil] = useState(page.today);
  const people = (label: string, value: string, set: (ref: string) => void, none: string): ReactElement => (
    <label className="cr-field">
      <span>{label}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{none}</option>
        {page.load.map((load) => (
          <option key={load.who.ref} value={load.who.ref}>
            {load.who.name ?? load.who.ref}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form
      className="cr-supervisor-away"
      onSubmit={(event) => {
        event.preventDefault();
        void onAdd({ who, from, until, ...(cover === '' ? {} : { cover }) }).then((done) => {
          if (done) setWho('');
        });
      }}
    >
      {people('Who', who, setWho, 'Choose')}
      <label className="cr-field">
        <span>From</span>
        <input type="date" required value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label className="cr-field">
        <span>Until</span>
        <input
          type="date"
          required
          min={from}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </label>
      {people('Cover', cover, setCover, 'Nobody')}
      <Button type="submit" size="compact-sm" variant="default" disabled={who === ''}>
        Note as away
      </Button>
    </form>
  );
};
