/** One CDS Hooks card: the fact, the detail, who says so, and what can be done about it. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { Card, FeedbackRequest } from '../../screens-api/screens.schema.ts';
import { CardDetail } from '../ui/card-detail.tsx';
import { DoneLine } from '../ui/done-line.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import { Shape } from '../ui/shape.tsx';
import type { CardLook } from '../view/card-look.ts';
import { indicatorLook, linkText, suggestionText } from '../view/card-look.ts';
import { acceptedText, outcomeLine, overriddenText } from '../view/feedback-text.ts';
import { OverridePanel } from './override.panel.tsx';

export type CardLink = NonNullable<Card['links']>[number];

export interface CardActions {
  /** Opens a `smart` link in the frame. */
  readonly onOpenLink: (link: CardLink) => void;
  readonly isOpening: boolean;
  readonly openProblem: unknown;
}

interface CardPanelProps {
  readonly card: Card;
  readonly service: string;
  readonly look: CardLook;
  readonly actions: CardActions;
}

export const CardPanel = ({ card, service, look, actions }: CardPanelProps): ReactElement => {
  const { word, shape, tone } = indicatorLook(card.indicator);
  return (
    <article className={`sb-card sb-edge-${tone}`} aria-label={`${word} from ${card.source.label}`}>
      <p className={`sb-card-head sb-tone-${tone}`}>
        <Shape name={shape} />
        <strong>{word}</strong>
        <span className="sb-card-source">{card.source.label}</span>
      </p>
      <h3 className="sb-card-summary">{card.summary}</h3>
      {card.detail === undefined ? null : <CardDetail detail={card.detail} look={look} />}
      <Links links={card.links ?? []} look={look} actions={actions} />
      {card.uuid === undefined ? null : <Answers card={card} uuid={card.uuid} service={service} look={look} />}
    </article>
  );
};

interface LinksProps {
  readonly links: readonly CardLink[];
  readonly look: CardLook;
  readonly actions: CardActions;
}

const Links = ({ links, look, actions }: LinksProps): ReactElement => (
  <div className="sb-card-actions">
    {links.map((link) =>
      link.type === 'smart' ? (
        <Button key={link.url} size="compact-sm" loading={actions.isOpening} onClick={() => actions.onOpenLink(link)}>
          {linkText(link, look)}
        </Button>
      ) : (
        <WebLink key={link.url} link={link} look={look} />
      ),
    )}
    {actions.openProblem === null ? null : <ProblemLine what="Not opened" problem={actions.openProblem} />}
  </div>
);

/** A card may name any address; only a web page becomes a link. */
const WebLink = ({ link, look }: { readonly link: CardLink; readonly look: CardLook }): ReactElement =>
  /^https?:\/\//.test(link.url) ? (
    <a href={link.url} target="_blank" rel="noreferrer noopener">
      {linkText(link, look)}
    </a>
  ) : (
    <span className="sb-muted">{linkText(link, look)}</span>
  );

interface AnswersProps {
  readonly card: Card;
  readonly uuid: string;
  readonly service: string;
  readonly look: CardLook;
}

/** Suggestions to accept, or the card to override; one answer per card. */
const Answers = ({ card, uuid, service, look }: AnswersProps): ReactElement => {
  const api = useSandboxApi();
  const [isOverriding, setIsOverriding] = useState(false);
  const [said, setSaid] = useState('');
  const send = useMutation({ mutationFn: api.sendFeedback });
  const answer = (outcome: FeedbackRequest['outcome'], words: string): void => {
    setSaid(words);
    send.mutate({ service, card: uuid, outcome });
  };
  if (send.isSuccess) return <Said words={outcomeLine(said, send.data)} isHeard={send.data.failure === null} />;
  return (
    <>
      <div className="sb-card-actions">
        {card.suggestions?.map((suggestion) => {
          const { uuid: id, actions = [] } = suggestion;
          const text = suggestionText(suggestion, look);
          return id === undefined ? null : (
            <Button
              key={id}
              size="compact-sm"
              variant="default"
              className="sb-long"
              loading={send.isPending}
              onClick={() => answer({ kind: 'accept', suggestion: id, actions }, acceptedText(text))}
            >
              {text}
            </Button>
          );
        })}
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={isOverriding}
          onClick={() => setIsOverriding(!isOverriding)}
        >
          Override…
        </Button>
      </div>
      {isOverriding ? (
        <OverridePanel
          reasons={card.overrideReasons ?? []}
          isSending={send.isPending}
          onOverride={(outcome, reason) => answer(outcome, overriddenText(reason))}
        />
      ) : null}
      {send.isError ? <ProblemLine what="Not answered" problem={send.error} /> : null}
    </>
  );
};

const Said = ({ words, isHeard }: { readonly words: string; readonly isHeard: boolean }): ReactElement =>
  isHeard ? (
    <DoneLine>{words}</DoneLine>
  ) : (
    <div className="sb-line sb-tone-action" role="status">
      <Shape name="triangle" size={16} />
      <div>{words}</div>
    </div>
  );
