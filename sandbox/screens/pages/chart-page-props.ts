/** What the chart, and the booking inside it, get from the screen around them. */
import type { HookExchange, State } from '../../screens-api/screens.schema.ts';
import type { OpenedApp } from '../panels/app-frame.panel.tsx';
import type { CardLook } from '../view/card-look.ts';
import type { Viewer } from './use-launch.ts';

export interface ChartPageProps {
  readonly state: State;
  readonly patient: string;
  readonly viewer: Viewer;
  readonly look: CardLook;
  readonly onOpenApp: (app: OpenedApp) => void;
  readonly onExchange: (exchange: HookExchange) => void;
}
