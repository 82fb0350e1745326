/** One record with all its versions, as a page to print; it can be withdrawn here. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { WasteHistoryView, WasteRecordView } from '../../../api-contract/waste.schema.ts';
import { PageProblem } from '../../ui/page-problem.tsx';
import { fullDay, longDay } from '../../ui/text.ts';
import { WhoAndWhen } from '../../ui/who-and-when.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { ReasonForm } from './reason-form.tsx';
import { CopyButton } from './record-panel.tsx';
import { useChange } from './use-waste.ts';
import { visitPath } from './visit-path.ts';

export const RecordScreen = ({ api, session, onEnded }: PageProps): ReactElement => {
  const { id = '' } = useParams();
  const history = useRoute({
    key: ['waste', 'record', id],
    fetch: () => api.call(ROUTES.wasteRecord, { params: { id } }),
    onEnded,
  });
  if (history.data !== undefined) return <History {...{ api, session, onEnded }} history={history.data} />;
  return history.error === null ? (
    <p role="status">Reading the record…</p>
  ) : (
    <PageProblem title="The record could not be read" problem={history.error} onRetry={() => void history.refetch()} />
  );
};

const History = ({
  api,
  session,
  onEnded,
  history: { records, person },
}: PageProps & { readonly history: WasteHistoryView }): ReactElement | null => {
  const [newest, ...earlier] = records;
  if (newest === undefined) return null;
  return (
    <article className="cr-waste-record">
      <h1>Discarded drug, {longDay(newest.date)}</h1>
      <WhoAndWhen about={{ patient: person ?? {}, visit: fullDay(newest.date) }} />
      <p className="cr-muted">
        {newest.patient}, {newest.appointment}. {session.tenant?.name ?? ''} Record {newest.id}.
      </p>
      <Version record={newest} />
      {earlier.length > 0 && <h2>Earlier versions</h2>}
      {earlier.map((record) => (
        <Version key={record.id} record={record} />
      ))}
      <div className="cr-waste-actions cr-waste-noprint">
        <Button size="compact-sm" onClick={() => window.print()}>
          Print
        </Button>
        <CopyButton text={newest.chartText} />
        {newest.kind !== 'entered-in-error' && <Withdraw {...{ api, onEnded }} record={newest} />}
        <Link to={visitPath(newest.appointment, newest.date)}>Back to the visit</Link>
      </div>
    </article>
  );
};

const Version = ({ record }: { readonly record: WasteRecordView }): ReactElement => (
  <section className="cr-panel" aria-label={`Version ${String(record.version)}`}>
    <h3>
      Version {record.version}
      {record.kind === 'entered-in-error' ? ', entered in error' : record.kind === 'corrected' ? ', corrected' : ''}
      {record.late ? ', late entry' : ''}
    </h3>
    <pre className="cr-waste-text">{record.chartText}</pre>
  </section>
);

const Withdraw = ({
  api,
  onEnded,
  record,
}: Pick<PageProps, 'api' | 'onEnded'> & { readonly record: WasteRecordView }): ReactElement => {
  const [isAsked, setAsked] = useState(false);
  const retract = useChange(
    (why: string) => api.call(ROUTES.retractWaste, { params: { id: record.id }, body: { reason: why } }),
    onEnded,
  );
  if (!isAsked)
    return (
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        Entered in error
      </Button>
    );
  return (
    <ReasonForm
      label="Withdraw this record"
      question="Why does it not count"
      button="Withdraw"
      isBusy={retract.isPending}
      problem={retract.error}
      onReason={(why) => retract.mutate(why)}
    />
  );
};
