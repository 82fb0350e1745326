/** Something that worked, said quietly. */
import type { ReactElement, ReactNode } from 'react';
import { Shape } from './shape.tsx';

export const DoneLine = ({ children }: { readonly children: ReactNode }): ReactElement => (
  <div className="sb-line sb-tone-done" role="status">
    <Shape name="check" size={16} />
    <div>{children}</div>
  </div>
);
