/** The shapes that carry a state beside its color and its word; decoration to a screen reader, which hears the word. */
import type { ReactElement } from 'react';
import type { ShapeName } from './wording.ts';

export const Shape = ({ name, size = 16 }: { readonly name: ShapeName; readonly size?: number }): ReactElement => (
  <svg className="cr-shape" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {PATHS[name]}
  </svg>
);

const disc = <circle cx="8" cy="8" r="7.25" fill="currentColor" />;
const ring = <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const tick = 'M4.5 8.3 7 10.8 11.6 5.6';

const PATHS: Readonly<Record<ShapeName, ReactElement>> = {
  check: (
    <>
      {disc}
      <path d={tick} className="cr-shape-cut" />
    </>
  ),
  'ring-check': (
    <>
      {ring}
      <path d={tick} className="cr-shape-line" />
    </>
  ),
  triangle: (
    <>
      <path d="M8 .9 15.6 14.6H.4Z" fill="currentColor" />
      <path d="M8 5.6v4.2M8 11.9v.4" className="cr-shape-cut" />
    </>
  ),
  octagon: (
    <>
      <path d="M4.9.7h6.2l4.2 4.2v6.2l-4.2 4.2H4.9L.7 11.1V4.9Z" fill="currentColor" />
      <path d="M8 4v4.8M8 11.4v.4" className="cr-shape-cut" />
    </>
  ),
  hourglass: (
    <>
      <path d="M4 1.5h8M4 14.5h8M4.8 1.5v2.8L8 8l3.2-3.7V1.5M4.8 14.5v-2.8L8 8l3.2 3.7v2.8" className="cr-shape-line" />
      <path d="M5.6 13.8 8 11.2l2.4 2.6Z" fill="currentColor" />
    </>
  ),
  question: (
    <>
      <rect x="1.4" y="1.4" width="13.2" height="13.2" rx="2.4" className="cr-shape-dashed" />
      <path d="M5.9 6.1c.2-2.7 4.4-2.6 4.2.1C10 7.7 8 7.8 8 9.4M8 11.6v.3" className="cr-shape-line" />
    </>
  ),
  'circle-i': (
    <>
      {ring}
      <path d="M8 7.2v4M8 4.7v.4" className="cr-shape-line" />
    </>
  ),
  dash: (
    <>
      <rect x="1.4" y="1.4" width="13.2" height="13.2" rx="2.4" className="cr-shape-dashed" />
      <path d="M5 8h6" className="cr-shape-line" />
    </>
  ),
};
