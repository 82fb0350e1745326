/** The one next action, who has it and by when. */
import type { ReactElement } from 'react';
import type { VisitView } from '../../api-contract/decision-view.schema.ts';
import { DateText } from '../ui/date-text.tsx';
import { ROUTE_TARGET } from '../ui/wording.ts';

interface NextStepProps {
  readonly route: VisitView['route'];
  readonly today: string;
}

export const NextStepPanel = ({ route, today }: NextStepProps): ReactElement => {
  const quiet = route.to === 'none';
  return (
    <section className={quiet ? 'cr-next cr-next-quiet' : 'cr-next'} aria-label="Next step">
      <h2>Next step</h2>
      <p className="cr-next-why">{stepSentence(route)}</p>
      {route.step !== undefined && <p className="cr-small">{route.why}</p>}
      <dl className="cr-inline-facts">
        {route.to !== undefined && !quiet && (
          <div>
            <dt>With</dt>
            <dd>{ROUTE_TARGET[route.to]}</dd>
          </div>
        )}
        {route.dueBy !== undefined && (
          <div>
            <dt>Due</dt>
            <dd>
              <DateText day={route.dueBy} today={today} form="short" />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
};

/** "Request extension." where a finding says what to do; else why somebody has the visit at all. */
function stepSentence({ to, step, why }: VisitView['route']): string {
  if (step !== undefined) return `${step.charAt(0).toUpperCase()}${step.slice(1)}.`;
  return to === 'none' && why === '' ? 'Nothing to do.' : why;
}
