/** What staff said of this visit, and what this reader can say or do about it. */
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { mayReadStatements } from '../../api-contract/attestation-rights.ts';
import type { StatementDesk, StatementView } from '../../api-contract/attestation-view.schema.ts';
import type { DecisionView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { ROUTES } from '../../api-contract/routes.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { Api } from '../api/api-client.ts';
import { hasEnded } from '../api/api-problem.ts';
import type { StatementDraft } from '../view/statement-draft.ts';
import { startOf } from '../view/statement-start.ts';
import type { StatementAction } from '../view/statement-start.ts';
import { statementsOfVisit } from '../view/statements-of-visit.ts';
import { OpenCases } from './open-cases.tsx';
import { StatementList } from './statement-list.tsx';
import './staff.css';

/** Loaded when somebody wants to write: most readers of a visit only read. */
const StatementDrawer = lazy(() =>
  import('./statement-drawer.tsx').then(({ StatementDrawer: drawer }) => ({ default: drawer })),
);
const RetractionDrawer = lazy(() =>
  import('./retraction-drawer.tsx').then(({ RetractionDrawer: drawer }) => ({ default: drawer })),
);

interface StaffPanelProps {
  readonly api: Api;
  readonly session: SessionView;
  readonly decision: DecisionView;
  readonly visit: VisitView;
  /** Something was recorded or taken back: the decision is to be made afresh. */
  readonly onChanged: () => void;
  readonly onEnded: () => void;
}

type Open =
  | { readonly kind: 'statement'; readonly start: StatementDraft }
  | { readonly kind: 'retraction'; readonly statement: StatementView };

export const StaffPanel = (props: StaffPanelProps): ReactElement | null =>
  mayReadStatements(props.session.user.role) && !props.visit.appointment.includes('#') ? <Staff {...props} /> : null;

const Staff = (props: StaffPanelProps): ReactElement => {
  const { api, decision, onEnded } = props;
  const desk = useQuery({
    queryKey: ['statements', decision.id],
    queryFn: () => api.call(ROUTES.statements, { query: { decision: decision.id } }),
  });
  const ended = hasEnded(desk.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return (
    <section className="cr-panel" aria-label="Recorded by staff">
      <h2>Recorded by staff</h2>
      {desk.isPending && <p role="status">Reading what was recorded…</p>}
      {desk.data === undefined && desk.error !== null && !ended && <NotRead onRetry={() => void desk.refetch()} />}
      {desk.data !== undefined && <Desk {...props} desk={desk.data} onActed={() => void desk.refetch()} />}
    </section>
  );
};

const NotRead = ({ onRetry }: { readonly onRetry: () => void }): ReactElement => (
  <p role="alert">
    What staff recorded could not be read. The decision above is as it was made.{' '}
    <button type="button" className="cr-staff-link" onClick={onRetry}>
      Try again
    </button>
  </p>
);

type DeskProps = StaffPanelProps & { readonly desk: StatementDesk; readonly onActed: () => void };

const Desk = (props: DeskProps): ReactElement => {
  const { desk, visit, session, onChanged, onActed } = props;
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const changed = (): void => {
    close();
    void client.invalidateQueries({ queryKey: ['statements'] });
    void client.invalidateQueries({ queryKey: ['history'] });
    onChanged();
  };
  return (
    <>
      <StatementList
        statements={statementsOfVisit(desk.statements, visit)}
        visit={visit}
        onRetract={(statement) => setOpen({ kind: 'retraction', statement })}
      />
      <OpenCases {...props} cases={desk.cases} onActed={onActed} />
      <Actions
        desk={desk}
        visit={visit}
        onOpen={(action) => {
          setOpen({ kind: 'statement', start: startOf(action, { desk, visit, today: session.today }) });
        }}
      />
      <Suspense fallback={<p role="status">Opening the form…</p>}>
        {open?.kind === 'statement' && (
          <StatementDrawer {...props} start={open.start} onClose={close} onRecorded={changed} />
        )}
        {open?.kind === 'retraction' && (
          <RetractionDrawer {...props} statement={open.statement} onClose={close} onRecorded={changed} />
        )}
      </Suspense>
    </>
  );
};

interface ActionsProps {
  readonly desk: StatementDesk;
  readonly visit: VisitView;
  readonly onOpen: (action: StatementAction) => void;
}

const ACTIONS: readonly { readonly action: StatementAction; readonly label: string }[] = [
  { action: 'attest', label: 'Attest an approval' },
  { action: 'answer', label: 'Record payer’s answer' },
  { action: 'extension', label: 'Request extension' },
  { action: 'supply', label: 'Change supply' },
  { action: 'risk', label: 'Go ahead at risk' },
  { action: 'note', label: 'Add note' },
];

const Actions = ({ desk, visit, onOpen }: ActionsProps): ReactElement | null => {
  const possible = ACTIONS.filter(({ action }) => visit.drugs.length > 0 && mayDo(action, desk));
  if (possible.length === 0) return null;
  return (
    <div className="cr-staff-actions" role="group" aria-label="What you can do">
      {possible.map(({ action, label }) => (
        <Button key={action} size="compact-sm" variant="default" onClick={() => onOpen(action)}>
          {label}
        </Button>
      ))}
    </div>
  );
};

function mayDo(action: StatementAction, { may, payers }: StatementDesk): boolean {
  switch (action) {
    case 'attest':
      return may.attestation && payers.length > 0;
    case 'answer':
    case 'extension':
      return may.authorization && payers.length > 0;
    case 'supply':
      return may.supply;
    case 'risk':
      return may['proceed-at-risk'];
    case 'note':
      return may.note;
  }
}
