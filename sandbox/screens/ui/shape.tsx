/** The shapes that carry a state beside its color and its word; a screen reader hears the word only. */
import type { ReactElement } from 'react';

export type ShapeName = 'circle-i' | 'triangle' | 'octagon' | 'question' | 'check';

export const Shape = ({ name, size = 18 }: { readonly name: ShapeName; readonly size?: number }): ReactElement => (
  <svg className="sb-shape" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    {PATHS[name]}
  </svg>
);

const exclamation = <path d="M10 6.2v5M10 14v.2" className="sb-shape-cut" />;

const PATHS: Readonly<Record<ShapeName, ReactElement>> = {
  'circle-i': (
    <>
      <circle cx="10" cy="10" r="8.2" className="sb-shape-line" />
      <path d="M10 9.2v5M10 6v.2" className="sb-shape-line" />
    </>
  ),
  triangle: (
    <>
      <path d="M10 1.6 19.2 18H.8Z" fill="currentColor" />
      <path d="M10 7.4v4.8M10 15v.2" className="sb-shape-cut" />
    </>
  ),
  octagon: (
    <>
      <path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2Z" fill="currentColor" />
      {exclamation}
    </>
  ),
  question: (
    <>
      <rect x="2" y="2" width="16" height="16" rx="3" className="sb-shape-dashed" />
      <path d="M7.6 7.6c.3-3.2 5.2-3 4.9.2-.2 1.9-2.5 2-2.5 3.8M10 14.2v.3" className="sb-shape-line" />
    </>
  ),
  check: (
    <>
      <circle cx="10" cy="10" r="9" fill="currentColor" />
      <path d="m5.8 10.4 2.8 2.8 5.4-6" className="sb-shape-cut" />
    </>
  ),
};
