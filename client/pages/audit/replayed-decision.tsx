import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { ReplayView } from '../../../api-contract/audit.schema.ts';
import type { DecisionView, VisitView } from '../../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import { ProblemPanel } from '../../ui/problem-panel.tsx';
import { Shape } from '../../ui/shape.tsx';
import { fullDay, momentText } from '../../ui/text.ts';
import { AUTHORIZATION_STATE, findingWording } from '../../ui/wording.ts';
import type { PageProps } from '../page.ts';

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

const Replayed = ({ replay }: { readonly replay: ReplayView }): ReactElement => {
  const { then, now, replayed, differences } = replay;
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
      <div className="cr-columns cr-audit-sides">
        <Side
          title={`Then (${momentText(then.madeAt, then.timeZone) ?? then.madeAt})`}
          decision={then}
          rules={replay.rules.then}
        />
        <Side title="With the rules of today" decision={now} rules={replay.rules.now} />
      </div>
    </>
  );
};

interface SideProps {
  readonly title: string;
  readonly decision: DecisionView;
  readonly rules: string;
}

const Side = ({ title, decision, rules }: SideProps): ReactElement => (
  <section className="cr-panel cr-audit-side" aria-label={title}>
    <h2>{title}</h2>
    <p className="cr-muted cr-small">
      Rules {rules.slice(0, 12)}, policies {decision.versions.policies.slice(0, 12)}, reference{' '}
      {decision.versions.reference.slice(0, 12)}, model {decision.versions.model}
    </p>
    {decision.visits.map((visit) => (
      <Visit key={visit.appointment} visit={visit} />
    ))}
  </section>
);

const Visit = ({ visit }: { readonly visit: VisitView }): ReactElement => (
  <article className="cr-audit-visit">
    <h3>
      {fullDay(visit.date)} <span className="cr-muted">{visit.appointment}</span>
    </h3>
    <ul>
      {visit.drugs.map(({ order, name, authorization }) => (
        <li key={order}>
          {name}: {AUTHORIZATION_STATE[authorization.state].word}
        </li>
      ))}
    </ul>
    <ul>
      {visit.findings.map((finding) => (
        <li key={`${finding.rule} ${finding.about}`}>
          <span className="cr-muted">{findingWording(finding).word}:</span> {finding.sentence}
        </li>
      ))}
    </ul>
  </article>
);
