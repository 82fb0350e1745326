/** One stop of the tour: who, what to do, what to look for and why it matters. */
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { TOUR } from '../view/tour.ts';

interface TourPanelProps {
  /** Position in the tour. */
  readonly at: number;
  readonly onGo: (at: number) => void;
  readonly onEnd: () => void;
}

export const TourPanel = ({ at, onGo, onEnd }: TourPanelProps): ReactElement | null => {
  const heading = useRef<HTMLHeadingElement>(null);
  // A stop opens another screen, which takes the pressed button with it: whoever goes by keyboard goes on from here.
  useEffect(() => heading.current?.focus(), [at]);
  const stop = TOUR[at];
  if (stop === undefined) return null;
  const isLast = at === TOUR.length - 1;
  return (
    <section className="sb-tour" aria-label="Guided tour">
      <div className="sb-tour-head">
        <h2 ref={heading} tabIndex={-1}>
          {at + 1} of {TOUR.length}: {stop.title}
        </h2>
        <div className="sb-visit-actions">
          <Button size="compact-xs" variant="default" disabled={at === 0} onClick={() => onGo(at - 1)}>
            Back
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => onGo(at)}>
            Show this stop again
          </Button>
          <Button size="compact-xs" onClick={() => (isLast ? onEnd() : onGo(at + 1))}>
            {isLast ? 'End of the tour' : 'Next person'}
          </Button>
          {isLast ? null : (
            <Button size="compact-xs" variant="default" onClick={onEnd}>
              Leave the tour
            </Button>
          )}
        </div>
      </div>
      <dl className="sb-tour-text" aria-live="polite">
        <TourFact term="Do">{stop.todo}</TourFact>
        <TourFact term="Look for">{stop.look}</TourFact>
        <TourFact term="Why">{stop.why}</TourFact>
      </dl>
    </section>
  );
};

const TourFact = ({ term, children }: { readonly term: string; readonly children: string }): ReactElement => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
