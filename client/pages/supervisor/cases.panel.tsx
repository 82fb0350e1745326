/** Cases to hand out: choose some, choose who, assign. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Supervision } from '../../../api-contract/supervisor.schema.ts';
import type { CaseRow } from '../../../api-contract/worklist.schema.ts';
import { countText, relativeDay, shortDay } from '../../ui/text.ts';
import { CASE_ROUTE } from '../../ui/wording.ts';
import { drugOf, nameOf, wantedOf } from '../worklist/case-words.ts';
import type { SupervisorParts } from './supervisor-parts.ts';

interface CasesPanelProps extends SupervisorParts {
  readonly title: string;
  readonly cases: Supervision['overdue'];
  readonly empty: string;
}

export const CasesPanel = ({ title, cases, empty, page, acts }: CasesPanelProps): ReactElement => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [to, setTo] = useState('');
  const rows = cases.cases.filter(({ id }) => chosen.has(id));
  const assign = async (): Promise<void> => {
    await acts.actOnAll(rows, { do: 'assign', to }, 'Assigned');
    setChosen(new Set());
  };
  return (
    <section className="cr-panel" aria-label={title}>
      <h2>
        {title}: {countText(cases.count)}
      </h2>
      {cases.count === 0 && <p>{empty}</p>}
      {cases.count > cases.cases.length && (
        <p className="cr-muted">The {cases.cases.length} most pressing are shown; the worklist has them all.</p>
      )}
      {cases.cases.length > 0 && (
        <div className="cr-worklist-bulk">
          <label className="cr-field">
            <span>Owner</span>
            <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
              <option value="">Choose</option>
              {page.load.map(({ who, absence }) => (
                <option key={who.ref} value={who.ref}>
                  {who.name ?? who.ref}
                  {absence === undefined ? '' : ' (away)'}
                </option>
              ))}
            </select>
          </label>
          <Button
            size="compact-sm"
            disabled={acts.isBusy || to === '' || rows.length === 0}
            onClick={() => void assign()}
          >
            Assign {rows.length} chosen
          </Button>
        </div>
      )}
      <ul className="cr-supervisor-cases" tabIndex={0} aria-label={`${title} cases`}>
        {cases.cases.map((row) => (
          <CaseLine
            key={row.id}
            row={row}
            today={page.today}
            isChosen={chosen.has(row.id)}
            onChoose={(isChosen) => {
              const next = new Set(chosen);
              if (isChosen) next.add(row.id);
              else next.delete(row.id);
              setChosen(next);
            }}
          />
        ))}
      </ul>
    </section>
  );
};

interface CaseLineProps {
  readonly row: CaseRow;
  readonly today: string;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

export const CaseLine = ({ row, today, isChosen, onChoose }: CaseLineProps): ReactElement => (
  <li className="cr-supervisor-case">
    <label className="cr-worklist-line cr-grow">
      <input type="checkbox" checked={isChosen} onChange={(event) => onChoose(event.currentTarget.checked)} />
      <span className="cr-grow">
        <strong>
          <bdi>{nameOf(row)}</bdi>
        </strong>
        , {drugOf(row)}, visit {shortDay(row.visit.date)} ({relativeDay(row.visit.date, today)})
        <br />
        {wantedOf(row)}
        <br />
        <span className="cr-muted">
          {CASE_ROUTE[row.route]};{' '}
          {row.owner === undefined ? 'nobody has it' : `with ${row.owner.name ?? row.owner.ref}`}
          {row.dueBy === undefined ? '' : `; due ${shortDay(row.dueBy)}, ${relativeDay(row.dueBy, today)}`}
          {row.isEscalated ? '; escalated' : ''}
        </span>
      </span>
    </label>
  </li>
);
