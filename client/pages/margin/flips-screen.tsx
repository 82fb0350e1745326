/** What each import changed about the margins of booked visits, until the reader sets it aside. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { FlipView, FlipWatchView } from '../../../api-contract/margin.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { atSite, SiteChoice, useSite } from '../../ui/site-choice.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Term } from '../../ui/term.tsx';
import { countText, dollarsText, momentText, nearDay } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { FlipVisitList } from './flip-visits.tsx';
import { BAND, CHANGE, drugName } from './margin-words.ts';

export const FlipsScreen = (props: PageProps): ReactElement => {
  const { api, onEnded } = props;
  const flips = useRoute({
    key: ['flips'],
    fetch: () => api.call(ROUTES.flips),
    onEnded,
    isUnderWay: ({ waiting }) => waiting.length > 0,
  });
  const [site, chooseSite] = useSite();
  const client = useQueryClient();
  const seen = useMutation({
    mutationFn: (watch: string) => api.call(ROUTES.seeFlips, { body: { watch } }),
    onSuccess: (view) => {
      client.setQueryData(['flips'], view);
      void client.invalidateQueries({ queryKey: ['margin'] });
    },
  });
  return (
    <>
      <PageHead
        title="What imports changed"
        query={flips}
        fetching="Reading what changed…"
        fetched={({ watches }) => `${countText(watches.length)} imports looked at`}
        again="Read again"
      />
      <Fetched
        query={flips}
        problem="What changed could not be read"
        meanwhile="The list of drugs shows the figures as they are now."
        earlier={() => 'This is an earlier list: it could not be read again.'}
      >
        {({ watches, waiting, mayListVisits }) => (
          <>
            {waiting.map((file) => (
              <p key={file} className="cr-notice" role="status">
                Booked visits are being priced with {file}. What it changes stands here as soon as that is done.
              </p>
            ))}
            <SiteChoice visits={watches.flatMap((watch) => watch.flips)} site={site} onChoose={chooseSite} />
            {watches.length === 0 && waiting.length === 0 && <NothingImported />}
            {watches.map((watch) => (
              <Watch
                key={watch.id}
                {...props}
                watch={watch}
                site={site}
                mayListVisits={mayListVisits}
                onSeen={seen.mutate}
              />
            ))}
          </>
        )}
      </Fetched>
    </>
  );
};

const NothingImported = (): ReactElement => (
  <EmptyState title="Nothing was imported yet">
    <p>After each payment, price or contract file, every booked visit is priced again and what changed stands here.</p>
  </EmptyState>
);

interface WatchProps extends PageProps {
  readonly watch: FlipWatchView;
  readonly site: string;
  readonly mayListVisits: boolean;
  readonly onSeen: (watch: string) => void;
}

const Watch = ({ watch, site, onSeen, ...props }: WatchProps): ReactElement => {
  const flips = atSite(watch.flips, site);
  return (
    <section className="cr-panel cr-margin-block cr-margin-scroll" aria-label={`After ${watch.file}`} tabIndex={0}>
      <header className="cr-panel-head">
        <h2>
          {watch.why === 'undo' ? 'Taken back: ' : ''}
          {watch.file}
        </h2>
        <span className="cr-muted cr-small">
          {momentText(watch.at, undefined) ?? watch.at}: {countText(watch.visits)} booked doses,{' '}
          {countText(watch.priced)} with a figure, {countText(watch.flips.length)} changed
        </span>
        {watch.flips.length > 0 && !watch.isSeen && (
          <Button size="compact-sm" variant="default" onClick={() => onSeen(watch.id)}>
            Set aside<span className="cr-hidden"> what changed with {watch.file}</span>
          </Button>
        )}
      </header>
      {flips.length < watch.flips.length && (
        <p className="cr-muted">
          {countText(flips.length)} of them at this site; what is set aside is set aside for every site.
        </p>
      )}
      {flips.length > 0 && <Flips {...props} watch={watch} flips={flips} />}
    </section>
  );
};

interface FlipsProps extends Omit<WatchProps, 'onSeen' | 'site'> {
  readonly flips: readonly FlipView[];
}

const Flips = ({ watch, flips, ...props }: FlipsProps): ReactElement => (
  <table className="cr-table cr-table-sheets">
    <thead>
      <tr>
        <th scope="col">Drug, payer, site</th>
        <th scope="col">Change</th>
        <th scope="col" className="cr-number">
          Visits
        </th>
        <th scope="col" className="cr-number">
          Per visit
        </th>
        <th scope="col" className="cr-number">
          Break-even <Term of="ASP" />
        </th>
        <th scope="col">Prices</th>
      </tr>
    </thead>
    <tbody>
      {flips.map((flip) => (
        <Flip key={flip.flipNo} {...props} watch={watch} flip={flip} />
      ))}
    </tbody>
  </table>
);

const Flip = ({ flip, watch, ...props }: Omit<FlipsProps, 'flips'> & { readonly flip: FlipView }): ReactElement => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td data-name="Drug">
          <strong>{drugName(flip)}</strong>
          <span className="cr-margin-under cr-small">
            {flip.payer}, {flip.site}
          </span>
        </td>
        <td data-name="Change">
          <StateBadge state={{ ...BAND[flip.nowBand], word: CHANGE[flip.change] }} />
          {flip.whyNone !== undefined && <span className="cr-margin-under cr-small">{flip.whyNone}</span>}
        </td>
        <td className="cr-number" data-name="Visits">
          {countText(flip.visits)}
          <span className="cr-margin-under cr-small">from {nearDay(flip.firstVisit, props.session.today)}</span>
        </td>
        <FlipNumbers flip={flip} />
        <td className="cr-small" data-name="Prices">
          <Prices flip={flip} />
          <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            Working<span className="cr-hidden"> for {drugName(flip)}</span>
          </Button>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6}>
            <Before title="Before" lines={flip.working.was} />
            <Before title="Now" lines={flip.working.now} />
            {props.mayListVisits && <FlipVisitList {...props} watch={watch.id} flip={flip.flipNo} />}
          </td>
        </tr>
      )}
    </>
  );
};

const FlipNumbers = ({ flip }: { readonly flip: FlipView }): ReactElement => (
  <>
    <td className="cr-number" data-name="Per visit">
      {flip.changePerVisit === undefined ? '' : dollarsText(flip.changePerVisit)}
      {flip.nowTotal !== undefined && flip.wasTotal !== undefined && (
        <span className="cr-margin-under cr-small">
          all: {dollarsText(flip.wasTotal)} to {dollarsText(flip.nowTotal)}
        </span>
      )}
    </td>
    <td className="cr-number" data-name="Break-even ASP">
      {flip.breakEvenAsp === undefined ? '' : `$${flip.breakEvenAsp}`}
    </td>
  </>
);

const Prices = ({ flip }: { readonly flip: FlipView }): ReactElement => (
  <>
    {flip.wasPrice !== undefined && <span className="cr-margin-under">before: {flip.wasPrice}</span>}
    {flip.nowPrice !== undefined && <span className="cr-margin-under">now: {flip.nowPrice}</span>}
  </>
);

/** The lines of the first visit that changed. */
const Before = ({
  title,
  lines,
}: {
  readonly title: string;
  readonly lines: FlipView['working']['now'];
}): ReactElement => (
  <section aria-label={`${title}, the first visit`} className="cr-margin-working">
    <h3>{title}, the first visit</h3>
    {lines.length === 0 && <p className="cr-muted">No figure.</p>}
    <ul>
      {lines.map(({ label, amount, source }) => (
        <li key={`${label} ${source}`}>
          {label}: {dollarsText(amount)} <span className="cr-muted cr-small">({source})</span>
        </li>
      ))}
    </ul>
  </section>
);
