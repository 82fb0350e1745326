/** The state of a statement form: what is typed, what is wrong with it, and sending it once. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { StatementContent } from '../../api-contract/attestation.schema.ts';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { Api } from '../api/api-client.ts';
import { ApiProblem, hasEnded } from '../api/api-problem.ts';
import type { DraftFaults, DraftField, StatementDraft } from '../view/statement-draft.ts';
import { faultsByField, readDraft, typedText } from '../view/statement-draft.ts';
import { useTypedText } from '../view/typed-text.ts';
import { LABELS } from './statement-fields.tsx';

export interface StatementFormProps {
  readonly api: Api;
  readonly session: SessionView;
  readonly decision: DecisionView;
  readonly visit: VisitView;
  readonly start: StatementDraft;
  readonly onRecorded: () => void;
  readonly onEnded: () => void;
}

export interface StatementForm {
  readonly draft: StatementDraft;
  readonly faults: DraftFaults;
  readonly order: string;
  readonly setOrder: (order: string) => void;
  readonly change: (field: DraftField, value: string) => void;
  readonly send: () => void;
  readonly isSending: boolean;
  readonly problem: Error | null;
}

export function useStatementForm({
  api,
  session,
  decision,
  visit,
  start,
  onRecorded,
  onEnded,
}: StatementFormProps): StatementForm {
  const [draft, setDraft] = useState(start);
  const [order, setOrder] = useState(visit.drugs[0]?.order ?? '');
  const [faults, setFaults] = useState<DraftFaults>({});
  // One entry for one form, so that sending again after a lost answer records nothing twice.
  const [entry] = useState(() => crypto.randomUUID());
  useTypedText(draft === start ? '' : typedText(draft, LABELS));
  const sending = useMutation({
    mutationFn: (said: StatementContent) =>
      api.call(ROUTES.recordStatement, {
        body: { entry, decision: decision.id, appointment: visit.appointment, order, said },
      }),
    onSuccess: onRecorded,
    onError: (problem) => {
      if (hasEnded(problem)) onEnded();
      else if (problem instanceof ApiProblem && problem.path?.startsWith('said.') === true)
        setFaults(faultsByField([{ path: problem.path, message: problem.message }]));
    },
  });
  return {
    ...{ draft, faults, order, setOrder },
    change: (field, value) => {
      setDraft((before) => ({ ...before, fields: { ...before.fields, [field]: value } }));
      setFaults(({ [field]: _settled, ...others }) => others);
    },
    send: () => {
      const read = readDraft(draft, session.today);
      setFaults(read.kind === 'faults' ? read.faults : {});
      if (read.kind === 'ready') sending.mutate(read.said);
    },
    isSending: sending.isPending,
    problem: sending.error,
  };
}
