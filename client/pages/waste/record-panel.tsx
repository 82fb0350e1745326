/** A signed record: its text for the chart, who signed and saw it, and what may still be done with it. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { WastePolicyView, WasteRecordView } from '../../../api-contract/waste.schema.ts';
import type { Api } from '../../api/api-client.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { momentText } from '../../ui/text.ts';
import { useChange } from './use-waste.ts';

interface RecordPanelProps {
  readonly api: Api;
  readonly onEnded: () => void;
  readonly record: WasteRecordView;
  readonly policy: WastePolicyView;
  readonly timeZone: string;
  readonly onCorrect: () => void;
}

export const RecordPanel = (props: RecordPanelProps): ReactElement => {
  const { api, onEnded, record, policy, onCorrect } = props;
  const params = { id: record.id };
  const file = useChange(() => api.call(ROUTES.fileWaste, { params }), onEnded);
  const witness = useChange(() => api.call(ROUTES.witnessWaste, { params }), onEnded);
  const again = useChange(() => api.call(ROUTES.fileWasteAgain, { params }), onEnded);
  const error = file.error ?? witness.error ?? again.error;
  return (
    <>
      {record.reopened !== undefined && <p className="cr-waste-fault">Reopened: {record.reopened.reason}.</p>}
      <pre className="cr-waste-text">{record.chartText}</pre>
      <p className="cr-small cr-muted">{stateWords(props)}</p>
      <NoteState {...props} isTrying={again.isPending} onAgain={() => again.mutate(undefined)} />
      {error !== null && (
        <p role="alert" className="cr-waste-fault">
          {error.message}
        </p>
      )}
      <div className="cr-waste-actions">
        <CopyButton text={record.chartText} />
        {record.filed === undefined && (
          <Button size="compact-sm" variant="default" loading={file.isPending} onClick={() => file.mutate(undefined)}>
            Filed in the chart
          </Button>
        )}
        {canWitness(record, policy) && (
          <Button size="compact-sm" loading={witness.isPending} onClick={() => witness.mutate(undefined)}>
            I witnessed this
          </Button>
        )}
        {policy.maySign && (
          <Button size="compact-sm" variant="default" onClick={onCorrect}>
            Correct
          </Button>
        )}
        <Link to={`/waste/record/${record.id}`}>Print or history</Link>
      </div>
    </>
  );
};

/** The way of a note into the chart, where the site files them: what keeps it, and when it is tried next. */
const NoteState = ({
  record,
  timeZone,
  isTrying,
  onAgain,
}: RecordPanelProps & { readonly isTrying: boolean; readonly onAgain: () => void }): ReactElement | null => {
  const { note } = record;
  if (note === undefined) return null;
  const next = note.nextTry === undefined ? undefined : momentText(note.nextTry, timeZone);
  switch (note.state) {
    case 'filed':
      return <StateBadge state={{ word: 'Filed in chart', tone: 'confirmed', shape: 'check' }} />;
    case 'waiting':
      return (
        <p role="status" className="cr-small">
          <StateBadge state={{ word: 'Filing in chart', tone: 'info', shape: 'hourglass' }} />{' '}
          {note.why === undefined ? '' : `Not there yet: ${note.why}. Next try ${next ?? 'soon'}.`}
        </p>
      );
    case 'failed':
      return (
        <p role="alert" className="cr-small">
          <StateBadge state={{ word: 'Not filed', tone: 'action', shape: 'triangle' }} /> {note.why}. Copy the text into
          the chart, or{' '}
          <Button size="compact-xs" variant="default" loading={isTrying} onClick={onAgain}>
            Try again
          </Button>
        </p>
      );
  }
};

/** Never the signer; only while a witness is waited for. */
const canWitness = ({ witness, signedBy }: WasteRecordView, { mayWitness, user }: WastePolicyView): boolean =>
  witness.needed && witness.by === undefined && mayWitness && signedBy !== user;

function stateWords({ record, timeZone }: RecordPanelProps): string {
  const at = (moment: string): string => momentText(moment, timeZone) ?? moment;
  const parts = [
    record.filed === undefined ? 'Not filed in the chart yet' : `Filed in the chart ${at(record.filed.at)}`,
    record.exported === undefined ? 'not exported to billing' : `exported to billing ${at(record.exported.at)}`,
    ...(record.witness.needed && record.witness.by === undefined ? ['waits for a second person as witness'] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** Where the browser gives a frame no clipboard, the text is there to be marked by hand. */
export const CopyButton = ({ text }: { readonly text: string }): ReactElement => {
  const [said, setSaid] = useState('');
  const copy = (): void => {
    const writing = isSecureContext ? navigator.clipboard.writeText(text) : Promise.reject(new Error('no clipboard'));
    writing.then(
      () => setSaid('Copied.'),
      () => setSaid('This browser does not let the page copy: mark the text and copy it.'),
    );
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={copy}>
        Copy the chart text
      </Button>
      <span role="status" className="cr-small">
        {said}
      </span>
    </>
  );
};
