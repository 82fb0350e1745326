/** The readiness list: go, no-go or cannot tell for today and the next three business days, to be read and printed. */
import './readiness.css';
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { READINESS_ROUTES } from '../../../api-contract/readiness.routes.ts';
import type { Readiness } from '../../../api-contract/readiness.schema.ts';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { momentText } from '../../ui/text.ts';
import { NotEvaluated } from '../board/not-evaluated.tsx';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { ReadinessDayTable } from './readiness-day.tsx';

export const ReadinessPage = ({ api, onEnded }: PageProps): ReactElement => {
  const query = useRoute({ key: ['readiness'], fetch: () => api.call(READINESS_ROUTES.readiness), onEnded });
  useEffect(() => {
    document.title = 'Readiness list - ChairReady';
  }, []);
  return (
    <main className="cr-page cr-readiness">
      <PageHead
        title="Readiness list"
        query={query}
        fetching="Making the list…"
        fetched={(list) => `List of ${timeOf(list)}`}
        again="Make it again"
        actions={
          <Button size="compact-sm" disabled={query.data === undefined} onClick={() => window.print()}>
            Print
          </Button>
        }
      />
      <Fetched
        query={query}
        problem="The list could not be made"
        meanwhile="Use the list that was printed last, and verify in your usual way what has been booked since."
        earlier={(list) => `Making the list again did not work. This is the list of ${timeOf(list)}.`}
      >
        {(list) => <List list={list} />}
      </Fetched>
    </main>
  );
};

const timeOf = ({ madeAt, timeZone }: Readiness): string => momentText(madeAt, timeZone) ?? madeAt;

const List = ({ list }: { readonly list: Readiness }): ReactElement => {
  const [site, chooseSite] = useSite();
  return (
    <>
      {list.source === 'kept' && <KeptNotice list={list} />}
      <dl className="cr-inline-facts">
        <div>
          <dt>Charge nurse</dt>
          <dd>{namesText(list.chargeNurses)}</dd>
        </div>
        <div>
          <dt>Clearance lead</dt>
          <dd>{namesText(list.clearanceLeads)}</dd>
        </div>
        <div>
          <dt>Schedule read</dt>
          <dd>
            {list.lastSweepAt === undefined
              ? 'not as a whole yet'
              : (momentText(list.lastSweepAt, list.timeZone) ?? list.lastSweepAt)}
          </dd>
        </div>
      </dl>
      <p className="cr-small">
        Go: the authorization is confirmed. No-go: it is not, and the owner must act. Cannot tell: something is missing
        to know it. The list says nothing about treatment: whether a visit is moved is for people to decide.
      </p>
      <NotEvaluated of={list.notEvaluated} timeZone={list.timeZone} />
      <SiteChoice visits={list.days.flatMap(({ visits }) => visits)} site={site} onChoose={chooseSite} />
      {list.days.map((day) => (
        <ReadinessDayTable
          key={day.date}
          day={{ ...day, visits: [...atSite(day.visits, site)] }}
          site={site}
          today={list.today}
          timeZone={list.timeZone}
        />
      ))}
      <p className="cr-muted cr-small">
        When the list cannot be made anew this page shows the one that was made last, at most a few minutes before. It
        opens then only for people who were signed in on this server within the hour, so print the list every afternoon.
      </p>
    </>
  );
};

const namesText = (names: readonly string[]): string =>
  names.length === 0 ? 'named nowhere: ask your administrator' : names.join(', ');

const MATTER = {
  away: 'The database is away.',
  late: 'The database does not answer in time.',
  fault: 'The list cannot be made anew, by a fault on our side: tell your help desk.',
} as const;

const KeptNotice = ({ list }: { readonly list: Readiness }): ReactElement => (
  <section className="cr-notice cr-readiness-kept" role="alert">
    <p>
      <strong>
        {MATTER[list.keptFor ?? 'away']} This is the list that was made {timeOf(list)}.
      </strong>{' '}
      What was booked, moved or answered since is not on it.
    </p>
  </section>
);
