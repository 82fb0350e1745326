/** What ChairReady says about the visits being booked, in the flow of the page. Nothing to say leaves it empty. */
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import type { HookExchange } from '../../screens-api/screens.schema.ts';
import { Shape } from '../ui/shape.tsx';
import type { CardLook } from '../view/card-look.ts';
import type { CardActions } from './card.panel.tsx';
import { CardPanel } from './card.panel.tsx';

interface AdvicePanelProps {
  readonly exchange: HookExchange | undefined;
  readonly isAsking: boolean;
  /** The sandbox itself failed before ChairReady was asked. */
  readonly problem: string | undefined;
  readonly look: CardLook;
  readonly actions: CardActions;
  /** Leaves the page where it is when a card arrives: what has to be typed stays in sight. */
  readonly stays?: boolean;
}

export const AdvicePanel = (props: AdvicePanelProps): ReactElement => {
  const { exchange, isAsking, problem, look, actions, stays = false } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a low screen the card would arrive below the edge.
    if (!stays) place.current?.querySelector('.sb-card-summary, .sb-card')?.scrollIntoView({ block: 'nearest' });
  }, [exchange, stays]);
  const failure = problem ?? exchange?.failure ?? undefined;
  return (
    <div ref={place} className="sb-advice" aria-live="polite" aria-busy={isAsking}>
      {isAsking ? <p className="sb-muted">Checking the authorization…</p> : null}
      {failure === undefined ? null : <NotChecked reason={failure} />}
      {exchange?.cards.map((card, index) => (
        <CardPanel key={card.uuid ?? index} card={card} service={exchange.service} look={look} actions={actions} />
      ))}
    </div>
  );
};

const NotChecked = ({ reason }: { readonly reason: string }): ReactElement => (
  <div className="sb-card sb-edge-unknown" role="alert">
    <p className="sb-card-head sb-tone-unknown">
      <Shape name="question" />
      <strong>Authorization not checked</strong>
    </p>
    <p>{reason}. The visit can be booked; somebody has to look at the authorization, because nobody has.</p>
  </div>
);
