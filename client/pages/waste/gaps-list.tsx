/** Charting work that is left over, oldest first, each with its reason and the way to settle it. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { PeopleView, WasteGapView } from '../../../api-contract/waste.schema.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { countText, nearDay } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { Person } from './person.tsx';
import { visitPath } from './visit-path.ts';
import { GAP } from './waste-words.ts';

export const GapsList = ({ api, session, onEnded }: PageProps): ReactElement => {
  const gaps = useRoute({ key: ['waste', 'gaps'], fetch: () => api.call(ROUTES.wasteGaps), onEnded });
  return (
    <>
      <h1>Gaps</h1>
      {gaps.isPending && <p role="status">Looking for what was not charted…</p>}
      {gaps.data === undefined && gaps.error !== null && (
        <PageProblem title="The gaps could not be read" problem={gaps.error} onRetry={() => void gaps.refetch()} />
      )}
      {gaps.data?.gaps.length === 0 && (
        <EmptyState title="No gap is known">
          <p>
            The sweep compares what was given in the last three days with what was signed, and looks back 30 days for
            visits that nobody signed for. It has found nothing open.
          </p>
        </EmptyState>
      )}
      {gaps.data !== undefined && gaps.data.gaps.length > 0 && <Gaps {...gaps.data} today={session.today} />}
    </>
  );
};

const Gaps = ({
  gaps,
  more,
  people,
  today,
}: {
  readonly gaps: readonly WasteGapView[];
  readonly more: boolean;
  readonly people: PeopleView;
  readonly today: string;
}): ReactElement => {
  const [site, chooseSite] = useSite();
  const shown = atSite(gaps, site);
  return (
    <>
      <SiteChoice visits={gaps} site={site} onChoose={chooseSite} />
      <p role="status">
        {shown.length < gaps.length
          ? `${countText(shown.length)} of ${countText(gaps.length)} gaps are at this site.`
          : ''}
      </p>
      <section className="cr-panel cr-waste-table" aria-label="Gaps" tabIndex={0}>
        <table className="cr-table cr-table-sheets">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Patient</th>
              <th scope="col">What</th>
              <th scope="col">Drug</th>
              <th scope="col">Why</th>
              <th scope="col">Open</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((gap) => (
              <GapRow key={JSON.stringify(gap)} gap={gap} person={people[gap.patient]} today={today} />
            ))}
          </tbody>
        </table>
        {more && <p className="cr-small">These are the oldest; the others follow as they are closed.</p>}
      </section>
    </>
  );
};

interface GapRowProps {
  readonly gap: WasteGapView;
  readonly person: PeopleView[string] | undefined;
  readonly today: string;
}

const GapRow = ({ gap, person, today }: GapRowProps): ReactElement => (
  <tr>
    <td data-name="Day">{nearDay(gap.date, today)}</td>
    <td data-name="Patient">
      <Person person={person} />
    </td>
    <td data-name="What">
      <StateBadge state={{ word: GAP[gap.kind], tone: 'action', shape: 'triangle' }} />
    </td>
    <td data-name="Drug">{gap.hcpcs ?? 'unknown'}</td>
    <td data-name="Why">{gap.why}</td>
    <td data-name="Open">
      <Link to={visitPath(gap.appointment, gap.date)} aria-label={`Open the visit of ${gap.date}, ${gap.hcpcs ?? ''}`}>
        Visit
      </Link>
    </td>
  </tr>
);
