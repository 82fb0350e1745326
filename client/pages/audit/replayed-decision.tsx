import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { ReplayView } from '../../../api-contract/audit.schema.ts';
import type { DecisionView } from '../../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import { ProblemPanel } from '../../ui/problem-panel.tsx';
import { Shape } from '../../ui/shape.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { countText, fullDay, momentText } from '../../ui/text.ts';
import type { Wording } from '../../ui/wording.ts';
import type { PageProps } from '../page.ts';
import type { ComparedLine, ComparedVisit, Difference } from './compared-lines.ts';
import { compared, differs } from './compared-lines.ts';

export const ReplayedDecision = ({ api, onEnded, id }: PageProps & { readonly id: string }): ReactElement => {
  const replay = useQuery({ queryKey: ['replay', id], queryFn: () => api.call(ROUTES.replay, { params: { id } }) });
  const ended = hasEnded(replay.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return (
    <>
      <p>
        <Link to="/audit">Back to the records</Link>
      </p>
      <h1>Decision {id.slice(0, 8)}, replayed</h1>
      {replay.isPending && <p role="status">Running the rules of that day again…</p>}
      {replay.error !== null && (
        <ProblemPanel
          title="The decision could not be replayed"
          requestId={replay.error instanceof ApiProblem ? replay.error.requestId : undefined}
          action={<Button onClick={() => void replay.refetch()}>Try again</Button>}
        >
          <p>{replay.error.message}</p>
        </ProblemPanel>
      )}
      {replay.data !== undefined && <Replayed replay={replay.data} />}
    </>
  );
};

export const Replayed = ({ replay }: { readonly replay: ReplayView }): ReactElement => {
  const { replayed, differences } = replay;
  return (
    <>
      <p className="cr-panel cr-audit-outcome" role="status">
        <Shape name={replayed.same ? 'check' : 'dash'} size={20} />
        {replayed.same
          ? 'The rules of that day, run again on what was known that day, give the same decision to the byte.'
          : `It could not be made again the same: ${replayed.error ?? 'the answer differs'}.`}
      </p>
      <section className="cr-panel" aria-label="What today's rules say otherwise">
        <h2>Against today’s rules</h2>
        {differences.length === 0 ? (
          <p>Today’s rules say the same of what was known then.</p>
        ) : (
          <ul>
            {differences.map(({ visit, date, then: was, now: is }) => (
              <li key={visit}>
                <strong>{fullDay(date)}</strong>: then “{was}”, today “{is}”
              </li>
            ))}
          </ul>
        )}
      </section>
      <BothSides replay={replay} />
    </>
  );
};

/** Read against each other; where much is the same, what differs can be had alone. */
const BothSides = ({ replay }: { readonly replay: ReplayView }): ReactElement => {
  const [isNarrowed, setNarrowed] = useState(false);
  const { then, now, rules } = replay;
  const comparison = useMemo(() => compared(then, now), [then, now]);
  const { differing } = comparison;
  return (
    <>
      <p className="cr-audit-differing">
        <span role="status">{differing === 1 ? '1 line differs.' : `${countText(differing)} lines differ.`}</span>
        {differing > 0 && (
          <label>
            <input type="checkbox" checked={isNarrowed} onChange={({ target }) => setNarrowed(target.checked)} /> Only
            what differs
          </label>
        )}
      </p>
      <div className="cr-columns cr-audit-sides">
        <Side
          title={`Then (${momentText(then.madeAt, then.timeZone) ?? then.madeAt})`}
          {...{ decision: then, rules: rules.then, visits: comparison.then, marks: THEN, isNarrowed }}
        />
        <Side
          title="With the rules of today"
          {...{ decision: now, rules: rules.now, visits: comparison.now, marks: TODAY, isNarrowed }}
        />
      </div>
    </>
  );
};

type Marks = Readonly<Record<Exclude<Difference, 'same'>, Wording>>;

const OTHER: Wording = { word: 'differs', tone: 'info', shape: 'dash' };
const THEN: Marks = { other: OTHER, alone: { word: 'only then', tone: 'info', shape: 'circle-i' } };
const TODAY: Marks = { other: OTHER, alone: { word: 'only today', tone: 'info', shape: 'circle-i' } };

interface SideProps {
  readonly title: string;
  readonly decision: DecisionView;
  readonly rules: string;
  readonly visits: readonly ComparedVisit[];
  readonly marks: Marks;
  readonly isNarrowed: boolean;
}

const Side = ({ title, decision, rules, visits, marks, isNarrowed }: SideProps): ReactElement => {
  const shown = isNarrowed ? visits.filter(({ lines }) => lines.some(differs)) : visits;
  return (
    <section className="cr-panel cr-audit-side" aria-label={title}>
      <h2>{title}</h2>
      <p className="cr-muted cr-small">
        Rules {rules.slice(0, 12)}, policies {decision.versions.policies.slice(0, 12)}, reference{' '}
        {decision.versions.reference.slice(0, 12)}, model {decision.versions.model}
      </p>
      {shown.map((visit) => (
        <Visit key={visit.appointment} {...{ visit, marks, isNarrowed }} />
      ))}
      {shown.length < visits.length && (
        <p className="cr-muted cr-small">Visits that both say the same of: {visits.length - shown.length}</p>
      )}
    </section>
  );
};

interface VisitProps extends Pick<SideProps, 'marks' | 'isNarrowed'> {
  readonly visit: ComparedVisit;
}

const Visit = ({ visit, marks, isNarrowed }: VisitProps): ReactElement => (
  <article className="cr-audit-visit">
    <h3>
      {fullDay(visit.date)} <span className="cr-muted">{visit.appointment}</span>
    </h3>
    <ul>
      {visit.lines
        .filter((line) => !isNarrowed || differs(line))
        .map((line) => (
          <Line key={line.key} line={line} marks={marks} />
        ))}
    </ul>
  </article>
);

const Line = ({ line, marks }: { readonly line: ComparedLine; readonly marks: Marks }): ReactElement => {
  const { kind, text, difference } = line;
  return (
    <li className={difference === 'same' ? undefined : 'cr-audit-differs'}>
      {difference !== 'same' && (
        <>
          <StateBadge state={marks[difference]} />{' '}
        </>
      )}
      {kind !== undefined && <span className="cr-muted">{kind}: </span>}
      {text}
    </li>
  );
};
