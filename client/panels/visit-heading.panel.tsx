/** What is booked: the day, the hour, the place, and the one word for the whole visit. */
import type { ReactElement, Ref } from 'react';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { visitState } from '../../api-contract/visit-state.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import { clockText, longDay, relativeDay } from '../ui/text.ts';
import type { Wording } from '../ui/wording.ts';
import { NOT_EVALUATED, VISIT_STATE, VISIT_STATUS } from '../ui/wording.ts';

interface VisitHeadingProps {
  readonly decision: DecisionView;
  readonly visit: VisitView;
  /** Focus comes here when another visit is opened. */
  readonly headingRef?: Ref<HTMLHeadingElement>;
}

export const VisitHeading = ({ decision, visit, headingRef }: VisitHeadingProps): ReactElement => (
  <header className="cr-visit-heading">
    <div className="cr-grow">
      <h1 ref={headingRef} tabIndex={-1}>
        Infusion visit, {longDay(visit.date)}
      </h1>
      <p className="cr-muted">{placeAndTime(decision, visit)}</p>
    </div>
    <StateBadge state={stateWording(decision, visit)} strong />
  </header>
);

export const stateWording = (decision: Pick<DecisionView, 'evaluation'>, visit: VisitView): Wording =>
  decision.evaluation.state === 'not-evaluated' ? NOT_EVALUATED : VISIT_STATE[visitState(visit)];

function hoursOf({ start, end }: VisitView, zone: string | undefined): string | undefined {
  const from = start === undefined ? undefined : clockText(start, zone);
  const until = from === undefined || end === undefined ? undefined : clockText(end, zone);
  return until === undefined ? from : `${from ?? ''} to ${until}`;
}

function placeAndTime(decision: DecisionView, visit: VisitView): string {
  const zone = visit.timeZone ?? decision.timeZone;
  const parts = [
    relativeDay(visit.date, decision.today),
    hoursOf(visit, zone),
    visit.chair,
    visit.site === visit.chair ? undefined : visit.site,
    visit.status === undefined ? undefined : VISIT_STATUS[visit.status],
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
