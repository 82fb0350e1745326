/** A state as shape, word and color together. */
import type { ReactElement } from 'react';
import { Shape } from './shape.tsx';
import type { Wording } from './wording.ts';

export const StateBadge = ({ state, strong }: { readonly state: Wording; readonly strong?: boolean }): ReactElement => (
  <span className={`cr-badge cr-tone-${state.tone}${strong === true ? ' cr-badge-strong' : ''}`}>
    <Shape name={state.shape} size={strong === true ? 18 : 14} />
    {state.word}
  </span>
);
