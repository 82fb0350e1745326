/** The infusion visits of one day with what each still needs; opening one is the nurse's first action. */
import { Button } from '@mantine/core';
import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { VisitListEntry, VisitListView } from '../../../api-contract/waste.schema.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { clockText, fullDay, longDay } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useDecision } from '../use-decision.ts';
import { useRoute } from '../use-route.ts';
import { visitPath } from './visit-path.ts';
import { WASTE_STATE } from './waste-words.ts';

export const VisitList = ({ api, session, onEnded }: PageProps): ReactElement => {
  const [day, setDay] = useState(session.today);
  const list = useRoute({
    key: ['waste', 'visits', day],
    fetch: () => api.call(ROUTES.wasteVisits, { query: { day } }),
    onEnded,
    keepsEarlier: true,
  });
  useEffect(() => {
    document.title = 'Discarded drug - ChairReady';
  }, []);
  return (
    <>
      <div className="cr-waste-head">
        <h1>Discarded drug, {longDay(day)}</h1>
        <label className="cr-field cr-field-above">
          <span>Day</span>
          <input
            type="date"
            value={day}
            max={session.today}
            onChange={({ target }) => setDay(target.value === '' ? session.today : target.value)}
          />
        </label>
      </div>
      {list.isPending && <p role="status">Reading the visits of the day…</p>}
      {list.data === undefined && list.error !== null && (
        <PageProblem title="The visits could not be read" problem={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data !== undefined && list.error !== null && (
        <p className="cr-notice" role="status">
          This list could not be read again and may be out of date.
        </p>
      )}
      {list.data !== undefined && <Visits list={list.data} api={api} session={session} onEnded={onEnded} />}
    </>
  );
};

const Visits = ({ list, ...props }: PageProps & { readonly list: VisitListView }): ReactElement => {
  const [site, chooseSite] = useSite();
  const visits = atSite(list.visits, site);
  return list.visits.length === 0 ? (
    <NoVisits day={list.day} {...props} />
  ) : (
    <>
      <SiteChoice visits={list.visits} site={site} onChoose={chooseSite} />
      {visits.length === 0 && <p role="status">No infusion visit of this day is at this site.</p>}
      <section className="cr-panel cr-waste-table" aria-label="Visits" tabIndex={0}>
        <table className="cr-table cr-table-sheets">
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Patient</th>
              <th scope="col">Drugs</th>
              <th scope="col">Charting</th>
            </tr>
          </thead>
          <tbody>
            {visits.map((visit) => (
              <VisitRow key={visit.appointment} visit={visit} timeZone={list.timeZone} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
};

const VisitRow = ({ visit, timeZone }: { readonly visit: VisitListEntry; readonly timeZone: string }): ReactElement => {
  const { appointment, date, start, patient, drugs, state } = visit;
  return (
    <tr>
      <td className="cr-waste-time" data-name="Time">
        {start === undefined ? 'ended' : (clockText(start, timeZone) ?? '')}
      </td>
      <td data-name="Patient">
        <Link to={visitPath(appointment, date)} className="cr-waste-open">
          <bdi>{patient.name ?? 'Name not in the record'}</bdi>
        </Link>{' '}
        <span className="cr-muted">
          {patient.birthDate === undefined ? 'birth date not in the record' : `born ${fullDay(patient.birthDate)}`}
        </span>
      </td>
      <td data-name="Drugs">
        {drugs.length === 0
          ? 'Drug unknown'
          : drugs.map(({ name, hcpcs }) => (hcpcs === undefined ? name : `${name} (${hcpcs})`)).join(', ')}
      </td>
      <td data-name="Charting">
        <StateBadge state={WASTE_STATE[state]} />
      </td>
    </tr>
  );
};

/** Only decided visits are known: with a patient in context their record is read now, without being asked. */
const NoVisits = ({ day, ...props }: PageProps & { readonly day: string }): ReactElement =>
  props.session.patient === undefined || day !== props.session.today ? (
    <EmptyState title={NONE_KNOWN}>
      <p>A visit is listed once ChairReady has evaluated it: at booking, at check-in, or in the nightly sweep.</p>
    </EmptyState>
  ) : (
    <ReadingOfPatient {...props} />
  );

const NONE_KNOWN = 'No infusion visit is known for this day';

/** The reading is the one of the visit page, under way or done; this list may have been fetched before it ended. */
const ReadingOfPatient = ({ api, session, onEnded }: PageProps): ReactElement => {
  const client = useQueryClient();
  const reading = useDecision({ api, session, source: 'next', onEnded });
  const { decision } = reading;
  useEffect(() => {
    if (decision !== undefined) void client.invalidateQueries({ queryKey: ['waste', 'visits'] });
  }, [client, decision]);
  const isListing = useIsFetching({ queryKey: ['waste', 'visits'] }) > 0;
  if (reading.isPending || isListing) return <p role="status">Reading the record of this patient…</p>;
  if (reading.failure !== null) {
    return <PageProblem title="The record could not be read" problem={reading.failure} onRetry={reading.retry} />;
  }
  return (
    <EmptyState
      title={NONE_KNOWN}
      action={
        <Button size="compact-md" loading={reading.isRefreshing} onClick={() => reading.refresh(undefined)}>
          Read the record again
        </Button>
      }
    >
      <p>The record of this patient holds no infusion visit for the day.</p>
      <p role="status">{reading.progress}</p>
    </EmptyState>
  );
};
