/** How this EHR draws cards, and the way behind the scenes. */
import { Button, SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import type { HookExchange } from '../../screens-api/screens.schema.ts';
import type { CardLook } from '../view/card-look.ts';
import { CARD_LOOKS } from '../view/card-look.ts';
import { exchangeLine } from '../view/exchange-text.ts';
import { FaultsPanel } from './faults.panel.tsx';

interface BottomBarProps {
  readonly look: CardLook;
  readonly onLook: (look: CardLook) => void;
  readonly latest: HookExchange | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export const BottomBar = ({ look, onLook, latest, isOpen, onToggle }: BottomBarProps): ReactElement => (
  <footer className="sb-bottom">
    <div className="sb-looks">
      <span id="looks-label">Cards</span>
      <SegmentedControl
        size="xs"
        aria-labelledby="looks-label"
        data={[...CARD_LOOKS]}
        value={look}
        onChange={(value) => {
          const chosen = CARD_LOOKS.find((each) => each.value === value);
          if (chosen !== undefined) onLook(chosen.value);
        }}
      />
    </div>
    <FaultsPanel />
    <p className="sb-muted">{latest === undefined ? 'No hook has fired yet' : exchangeLine(latest)}</p>
    <Button
      size="compact-xs"
      variant="default"
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'behind-the-scenes' : undefined}
      onClick={onToggle}
    >
      Behind the scenes
    </Button>
  </footer>
);
