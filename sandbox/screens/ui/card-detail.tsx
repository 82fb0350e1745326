/** A card's detail, rendered from its parsed blocks or shown as the text that came. Never as HTML. */
import type { ReactElement } from 'react';
import type { CardLook } from '../view/card-look.ts';
import type { Block, Line } from '../view/card-text.ts';
import { blocksOf } from '../view/card-text.ts';

interface CardDetailProps {
  readonly detail: string;
  readonly look: CardLook;
}

export const CardDetail = ({ detail, look }: CardDetailProps): ReactElement =>
  look === 'plain-text' ? (
    <p className="sb-card-plain">{detail}</p>
  ) : (
    <div className="sb-card-detail">
      {blocksOf(detail).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );

const BlockView = ({ block }: { readonly block: Block }): ReactElement => {
  if (block.kind === 'paragraph') return <p>{block.lines.map(lineView)}</p>;
  const items = block.items.map((item, index) => <li key={index}>{spansView(item)}</li>);
  return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
};

const lineView = (line: Line, index: number): ReactElement => (
  <span key={index} className="sb-card-line">
    {spansView(line)}
  </span>
);

const spansView = (line: Line): readonly ReactElement[] =>
  line.map(({ text, look }, index) => {
    if (look === 'strong') return <strong key={index}>{text}</strong>;
    return look === 'code' ? <code key={index}>{text}</code> : <span key={index}>{text}</span>;
  });
