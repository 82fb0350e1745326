/** The other booked visits of the series with their states; opens one in place. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { StateBadge } from '../ui/state-badge.tsx';
import { nearDay } from '../ui/text.ts';
import { stateWording } from './visit-heading.panel.tsx';

interface SeriesPanelProps {
  readonly decision: DecisionView;
  readonly visit: VisitView;
}

export const SeriesPanel = ({ decision, visit }: SeriesPanelProps): ReactElement | null => {
  if (decision.visits.length < 2) return null;
  return (
    <nav className="cr-panel" aria-label="Visits of the series">
      <h2>Booked visits ({decision.visits.length})</h2>
      <ul className="cr-series">
        {decision.visits.map((each) => (
          <li key={each.appointment}>
            <Link
              to={visitPath(each.appointment)}
              className="cr-series-row"
              aria-current={each.appointment === visit.appointment ? 'page' : undefined}
            >
              <span className="cr-series-day">{nearDay(each.date, decision.today)}</span>
              <StateBadge state={stateWording(decision, each)} />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

export const visitPath = (appointment: string): string => `/visits/${encodeURIComponent(appointment)}`;
