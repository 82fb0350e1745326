/** From a visit of today, or a past one, to the charting of what it left over: for those whose work that is. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { VisitView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import { visitPath } from '../pages/waste/visit-path.ts';

interface ChartingLinkProps {
  readonly visit: VisitView;
  readonly session: SessionView;
}

export const ChartingLink = ({ visit, session }: ChartingLinkProps): ReactElement | null =>
  isCharted(visit, session) ? (
    <p className="cr-charting-link">
      <Link to={visitPath(visit.appointment, visit.date)}>Chart what this visit leaves over</Link>
    </p>
  ) : null;

/** Billing reads the lines and charts nothing; a draft is no visit yet. */
const isCharted = ({ appointment, date, drugs }: VisitView, { features, user, today }: SessionView): boolean =>
  features.pages.includes('waste') &&
  user.role !== 'billing' &&
  date <= today &&
  drugs.length > 0 &&
  !appointment.includes('#');
