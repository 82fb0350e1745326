/** Billing's side: how many claim lines have left, what waits and why, and the file of those that are ready. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { ExportCounts, ExportFile, PeopleView, WasteRecordView } from '../../../api-contract/waste.schema.ts';
import { PageProblem } from '../../ui/page-problem.tsx';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { countText, momentText, nearDay } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { Person } from './person.tsx';
import { ReasonForm } from './reason-form.tsx';
import { useChange } from './use-waste.ts';
import { REVIEW } from './waste-words.ts';

export const ExportTab = (props: PageProps): ReactElement => {
  const { api, onEnded } = props;
  const counts = useRoute({ key: ['waste', 'exports'], fetch: () => api.call(ROUTES.wasteExports), onEnded });
  return (
    <>
      <h1>Claim lines of discarded drug</h1>
      {counts.isPending && <p role="status">Counting the lines…</p>}
      {counts.data === undefined && counts.error !== null && (
        <PageProblem
          title="The lines could not be counted"
          problem={counts.error}
          onRetry={() => void counts.refetch()}
        />
      )}
      {counts.data !== undefined && <Counted {...props} counts={counts.data} />}
    </>
  );
};

const Counted = ({ counts, ...props }: PageProps & { readonly counts: ExportCounts }): ReactElement => {
  const { exported, notExported, heldBack, batches, people, timeZone } = counts;
  const [site, chooseSite] = useSite();
  const [toReview, changedSince] = [atSite(counts.toReview, site), atSite(counts.changedSince, site)];
  return (
    <>
      <dl className="cr-waste-amounts cr-panel">
        <Count name="Exported" value={`${countText(exported.lines)} lines of ${countText(exported.records)} records`} />
        <Count
          name="Not exported"
          value={`${countText(notExported.lines)} lines of ${countText(notExported.records)} records`}
        />
        <Count name="Waiting for your look" value={countText(heldBack.review)} />
        <Count name="Waiting for a witness" value={countText(heldBack.witness)} />
        <Count name="Reopened" value={countText(heldBack.reopened)} />
        <Count name="Remainder still held" value={countText(heldBack.remainder)} />
      </dl>
      <MakeExport {...props} />
      <SiteChoice visits={[...counts.toReview, ...counts.changedSince]} site={site} onChoose={chooseSite} />
      {site !== '' && (
        <p className="cr-small" role="status">
          The records below are those of this site. Counts and files are of every site.
        </p>
      )}
      {changedSince.length > 0 && (
        <section className="cr-panel" aria-label="Changed after export">
          <h2>Changed after export: correct the claim</h2>
          <Records records={changedSince} people={people} today={props.session.today} />
          <Others shown={counts.changedSince.length} of={counts.changedTotal} />
        </section>
      )}
      {toReview.length > 0 && (
        <section className="cr-panel" aria-label="Waiting for your look">
          <h2>Waiting for your look</h2>
          {toReview.map((record) => (
            <Review key={record.id} {...props} record={record} people={people} />
          ))}
          <Others shown={counts.toReview.length} of={heldBack.review} />
        </section>
      )}
      <Batches {...props} batches={batches} timeZone={timeZone} />
    </>
  );
};

/** A page shows so many; the others follow as these are done. */
const Others = ({ shown, of }: { readonly shown: number; readonly of: number }): ReactElement | null =>
  of > shown ? <p className="cr-small">{countText(of - shown)} more follow as these are done.</p> : null;

const Count = ({ name, value }: { readonly name: string; readonly value: string }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

const MakeExport = ({ api, onEnded }: PageProps): ReactElement => {
  const make = useChange((format: 'csv' | 'ndjson') => api.call(ROUTES.makeWasteExport, { body: { format } }), onEnded);
  const start = (format: 'csv' | 'ndjson'): void => make.mutate(format, { onSuccess: save });
  return (
    <div className="cr-waste-actions">
      <Button size="compact-md" loading={make.isPending} onClick={() => start('csv')}>
        Export as CSV
      </Button>
      <Button size="compact-md" variant="default" loading={make.isPending} onClick={() => start('ndjson')}>
        Export as NDJSON
      </Button>
      <span role="status">{make.data === undefined ? '' : exportedWords(make.data)}</span>
      {make.error !== null && <p role="alert">Nothing was exported: {make.error.message}</p>}
    </div>
  );
};

const exportedWords = ({ records, lines, fileName, left }: ExportFile): string => {
  if (records === 0) return 'Nothing is ready to leave.';
  const rest = left === 0 ? '' : ` ${countText(left)} records are left for the next file.`;
  return `${countText(lines)} lines written to ${fileName}.${rest}`;
};

/** The browser keeps the file; ChairReady keeps which records left in it. */
function save({ text, fileName, format, records }: ExportFile): void {
  if (records === 0) return;
  const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

interface RecordsProps {
  readonly records: readonly WasteRecordView[];
  readonly people: PeopleView;
  readonly today: string;
}

const Records = ({ records, people, today }: RecordsProps): ReactElement => (
  <ul className="cr-waste-list">
    {records.map((record) => (
      <li key={record.id}>
        <Link to={`/waste/record/${record.id}`}>
          {record.hcpcs}, {nearDay(record.date, today)}
        </Link>{' '}
        <Person person={people[record.patient]} />: {changeWords(record)}
      </li>
    ))}
  </ul>
);

function changeWords({ kind, reason, reopened }: WasteRecordView): string {
  if (reopened !== undefined) return `reopened, not signed again yet: ${reopened.reason}`;
  const what = kind === 'entered-in-error' ? 'withdrawn' : 'corrected';
  return reason === undefined ? what : `${what}, ${reason}`;
}

interface ReviewProps extends PageProps {
  readonly record: WasteRecordView;
  readonly people: PeopleView;
}

const Review = ({ api, onEnded, session, record, people }: ReviewProps): ReactElement => {
  const release = useChange(
    (why: string) => api.call(ROUTES.releaseWaste, { params: { id: record.id }, body: { reason: why } }),
    onEnded,
  );
  const review = record.after?.review ?? '';
  return (
    <ReasonForm
      label={`Release ${record.hcpcs} of ${record.date}`}
      question="Why the lines may leave"
      button="Release"
      isBusy={release.isPending}
      problem={release.error}
      onReason={(why) => release.mutate(why)}
    >
      <span className="cr-grow">
        <Link to={`/waste/record/${record.id}`}>
          {record.hcpcs}, {nearDay(record.date, session.today)}
        </Link>{' '}
        <Person person={people[record.patient]} /> {REVIEW[review] ?? review}: {record.after?.equation}
      </span>
    </ReasonForm>
  );
};

const Batches = ({
  api,
  onEnded,
  batches,
  timeZone,
}: PageProps & Pick<ExportCounts, 'batches' | 'timeZone'>): ReactElement | null => {
  const again = useChange(
    (id: string) => api.call(ROUTES.wasteExport, { params: { id }, query: { format: 'csv' } }),
    onEnded,
  );
  if (batches.length === 0) return null;
  return (
    <section className="cr-panel" aria-label="Earlier exports">
      <h2>Earlier exports</h2>
      <ul className="cr-waste-list">
        {batches.map(({ id, at, by, records }) => (
          <li key={id} className="cr-panel-head">
            <span>
              {momentText(at, timeZone) ?? at}, {countText(records)} records, by {by}
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`The file of ${momentText(at, timeZone) ?? at} again`}
              onClick={() => again.mutate(id, { onSuccess: save })}
            >
              The file again
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
};
