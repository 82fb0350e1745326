/** Remainders that the pharmacy holds for another patient of the day; each is used in a preparation, or thrown away. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { momentText } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { useChange } from './use-waste.ts';
import { amountWords } from './waste-words.ts';

export const RemaindersTab = ({ api, onEnded }: PageProps): ReactElement => {
  const held = useRoute({ key: ['waste', 'remainders'], fetch: () => api.call(ROUTES.heldRemainders), onEnded });
  const discard = useChange(
    (preparation: string) => api.call(ROUTES.discardRemainder, { body: { preparation } }),
    onEnded,
  );
  return (
    <>
      <h1>Held remainders</h1>
      {held.isPending && <p role="status">Reading what is held…</p>}
      {held.data === undefined && held.error !== null && (
        <PageProblem
          title="The remainders could not be read"
          problem={held.error}
          onRetry={() => void held.refetch()}
        />
      )}
      {discard.error !== null && <p role="alert">{discard.error.message}</p>}
      {held.data?.remainders.length === 0 && (
        <EmptyState title="Nothing is held">
          <p>
            A remainder is listed here from the preparation that it is left over from until it is used or discarded.
          </p>
        </EmptyState>
      )}
      <ul className="cr-waste-list">
        {held.data?.remainders.map(({ preparation, label, hcpcs, amount, useBy, lots }) => (
          <li key={preparation} className="cr-panel cr-panel-head">
            <strong>
              {label} ({hcpcs}), {amountWords(amount)}
            </strong>
            <span>use by {momentText(useBy, undefined) ?? useBy}</span>
            <span className="cr-muted">{lots.length === 0 ? 'lot not recorded' : `lot ${lots.join(', ')}`}</span>
            <Button
              size="compact-sm"
              variant="default"
              loading={discard.isPending}
              onClick={() => discard.mutate(preparation)}
            >
              It was discarded
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
};
