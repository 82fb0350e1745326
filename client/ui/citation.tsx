/** Where a statement comes from: document, section, the dates it holds, and a link if it is a web address. */
import type { ReactElement } from 'react';
import type { CitationView } from '../../api-contract/citation.schema.ts';
import { WithTerms } from './term.tsx';
import { periodText } from './text.ts';

export const Citation = ({ source }: { readonly source: CitationView }): ReactElement => {
  const title = source.section === undefined ? source.document : `${source.document}, ${source.section}`;
  const url = webAddress(source.url);
  return (
    <p className="cr-citation">
      <span className="cr-citation-label">Source: </span>
      {url === undefined ? (
        <cite>
          <WithTerms text={title} />
        </cite>
      ) : (
        <a href={url} target="_blank" rel="noopener noreferrer">
          <cite>{title}</cite>
          <span className="cr-hidden"> (opens in a new tab)</span>
        </a>
      )}
      <span>, in force {periodText(source.inForce.from, source.inForce.until)}</span>
    </p>
  );
};

/** A link from a policy file may hold anything; only web addresses become links. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  return ['https:', 'http:'].includes(new URL(text).protocol) ? text : undefined;
}
