/** Booked visits: look into one, move it, cancel it. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { State, Visit } from '../../screens-api/screens.schema.ts';
import { ProblemLine } from '../ui/problem-line.tsx';
import { sortedVisits, whenText } from '../view/visit-text.ts';

export interface VisitsPanelProps {
  readonly state: State;
  readonly visits: readonly Visit[];
  readonly moving: string | undefined;
  readonly onMove: (visit: Visit) => void;
  readonly onOpen: (visit: Visit) => void;
}

export const VisitsPanel = (props: VisitsPanelProps): ReactElement => {
  const { upcoming, earlier } = sortedVisits(props.visits, props.state);
  const cancel = useCancel();
  return (
    <section className="sb-panel" aria-labelledby="visits-heading">
      <div className="sb-panel-head">
        <h2 id="visits-heading">Booked visits</h2>
        {upcoming.length > 1 ? <CancelAll visits={upcoming} cancel={cancel} /> : null}
      </div>
      {cancel.isError ? <ProblemLine what="Not cancelled" problem={cancel.error} /> : null}
      {upcoming.length === 0 ? <p className="sb-muted">No visit is booked.</p> : null}
      <ul className="sb-visits" aria-label="Upcoming visits">
        {upcoming.map((visit) => (
          <VisitRow key={visit.id} {...props} visit={visit} cancel={cancel} />
        ))}
      </ul>
      {earlier.length === 0 ? null : (
        <details className="sb-details">
          <summary>{earlier.length} earlier or cancelled</summary>
          <ul className="sb-visits" aria-label="Earlier or cancelled visits">
            {earlier.map((visit) => (
              <li key={visit.id} className="sb-visit">
                <VisitText visit={visit} state={props.state} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
};

type Cancel = ReturnType<typeof useCancel>;

function useCancel() {
  const api = useSandboxApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (visits: readonly Visit[]) => {
      for (const { id } of visits) await api.cancel(id);
    },
    onSettled: () => cache.invalidateQueries(),
  });
}

interface VisitRowProps extends VisitsPanelProps {
  readonly visit: Visit;
  readonly cancel: Cancel;
}

const VisitRow = ({ visit, state, moving, onMove, onOpen, cancel }: VisitRowProps): ReactElement => {
  const [isAsking, setIsAsking] = useState(false);
  const when = whenText(visit.start, state.timeZone);
  const named = (verb: string): string => `${verb} the visit of ${when}`;
  return (
    <li className="sb-visit" aria-current={moving === visit.id ? 'true' : undefined}>
      <VisitText visit={visit} state={state} />
      {isAsking ? (
        <span className="sb-visit-actions" role="group" aria-label={named('Cancel')}>
          <Button size="compact-xs" loading={cancel.isPending} onClick={() => cancel.mutate([visit])}>
            Yes, cancel it
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setIsAsking(false)}>
            Keep it
          </Button>
        </span>
      ) : (
        <span className="sb-visit-actions">
          <RowButton text="Open" name={named('Open in ChairReady')} onClick={() => onOpen(visit)} />
          <RowButton text="Move" name={named('Move')} onClick={() => onMove(visit)} />
          <RowButton text="Cancel" name={named('Cancel')} onClick={() => setIsAsking(true)} />
        </span>
      )}
    </li>
  );
};

interface RowButtonProps {
  readonly text: string;
  readonly name: string;
  readonly onClick: () => void;
}

const RowButton = ({ text, name, onClick }: RowButtonProps): ReactElement => (
  <Button size="compact-xs" variant="default" aria-label={name} onClick={onClick}>
    {text}
  </Button>
);

const VisitText = ({ visit, state }: { readonly visit: Visit; readonly state: State }): ReactElement => {
  const chair = state.chairs.find(({ id }) => id === visit.chair);
  return (
    <span className="sb-visit-text">
      <strong>{whenText(visit.start, state.timeZone)}</strong>
      <span>
        {chair === undefined ? 'no chair' : chair.name} · {visit.description} · {visit.status}
      </span>
    </span>
  );
};

const CancelAll = ({
  visits,
  cancel,
}: {
  readonly visits: readonly Visit[];
  readonly cancel: Cancel;
}): ReactElement => {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking)
    return (
      <Button size="compact-xs" variant="default" onClick={() => setIsAsking(true)}>
        Cancel all {visits.length}
      </Button>
    );
  return (
    <span className="sb-visit-actions" role="group" aria-label={`Cancel all ${visits.length} upcoming visits`}>
      <Button size="compact-xs" loading={cancel.isPending} onClick={() => cancel.mutate(visits)}>
        Yes, cancel all {visits.length}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setIsAsking(false)}>
        Keep them
      </Button>
    </span>
  );
};
