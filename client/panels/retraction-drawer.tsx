/** Takes back what was entered in error, with the reason; it stays to be read and counts for nothing. */
import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { StatementView } from '../../api-contract/attestation-view.schema.ts';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { Api } from '../api/api-client.ts';
import { hasEnded } from '../api/api-problem.ts';
import { Drawer } from '../ui/drawer.tsx';
import { longDay } from '../ui/text.ts';
import { statementText } from '../view/statement-words.ts';
import { useTypedText } from '../view/typed-text.ts';
import './staff.css';

interface RetractionDrawerProps {
  readonly api: Api;
  readonly decision: DecisionView;
  readonly visit: VisitView;
  readonly statement: StatementView;
  readonly onClose: () => void;
  readonly onRecorded: () => void;
  readonly onEnded: () => void;
}

export const RetractionDrawer = (props: RetractionDrawerProps): ReactElement => {
  const { api, decision, visit, statement, onClose, onRecorded, onEnded } = props;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  useTypedText(reason);
  const sending = useMutation({
    mutationFn: () =>
      api.call(ROUTES.retractStatement, {
        params: { id: statement.id.slice(statement.id.indexOf('/') + 1) },
        body: { reason },
      }),
    onSuccess: onRecorded,
    onError: (problem) => {
      if (hasEnded(problem)) onEnded();
    },
  });
  return (
    <Drawer
      title="Take back as entered in error"
      about={{ patient: decision.patient, visit: longDay(visit.date) }}
      onClose={onClose}
      actions={
        <Button type="submit" form="cr-retraction" loading={sending.isPending}>
          Take it back
        </Button>
      }
    >
      <form
        id="cr-retraction"
        className="cr-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(reason.trim() === '');
          if (reason.trim() !== '') sending.mutate();
        }}
      >
        {sending.error !== null && !hasEnded(sending.error) && (
          <p className="cr-form-problem" role="alert">
            Not taken back: {sending.error.message} What you typed is still here.
          </p>
        )}
        <p>{statementText(statement)}</p>
        <Textarea
          label="Reason"
          required
          rows={3}
          value={reason}
          error={isMissing ? 'Write something here.' : undefined}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </form>
    </Drawer>
  );
};
