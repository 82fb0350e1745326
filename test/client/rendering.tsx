/** Renders a part of the app to markup as the server-side renderer of React does: no browser is needed. */
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { Look } from '../../client/app.tsx';

export const markupOf = (part: ReactNode, address = '/'): string =>
  renderToStaticMarkup(
    <Look>
      <MemoryRouter initialEntries={[address]}>{part}</MemoryRouter>
    </Look>,
  );

/** What is read, without markup. */
export const textOf = (part: ReactNode): string =>
  markupOf(part)
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
