/** A term of art with its meaning on hover, focus and touch; Escape closes it. */
import { Tooltip } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import type { GlossaryTerm } from './glossary.ts';
import { GLOSSARY, isGlossaryTerm } from './glossary.ts';
import { useOverlayPlace } from './overlay-place.ts';

const EVENTS = { hover: true, focus: true, touch: true };

export const Term = (props: { readonly of: GlossaryTerm; readonly children?: ReactNode }): ReactElement => {
  const place = useOverlayPlace();
  const portal = place === null ? {} : { portalProps: { target: place } };
  return (
    <Tooltip label={GLOSSARY[props.of]} events={EVENTS} multiline w={260} withArrow {...portal}>
      <button type="button" className="cr-term" aria-description={GLOSSARY[props.of]}>
        {props.children ?? props.of}
      </button>
    </Tooltip>
  );
};

/** The text with its tooltip if the glossary explains it, else the text alone. */
export const MaybeTerm = ({ text }: { readonly text: string }): ReactNode =>
  isGlossaryTerm(text) ? <Term of={text} /> : text;

const ABBREVIATION = new RegExp(
  `\\b(${Object.keys(GLOSSARY)
    .filter((term) => /^[0-9A-Z]+$/.test(term))
    .join('|')})\\b`,
);

/** A sentence in which every abbreviation of the glossary has its tooltip. Not for a label: a tooltip is a button. */
export const WithTerms = ({ text }: { readonly text: string }): ReactElement => (
  <>
    {text.split(ABBREVIATION).map((piece, index) => (
      // The pieces of a sentence have no name but their place.
      <MaybeTerm key={`${String(index)} ${piece}`} text={piece} />
    ))}
  </>
);
