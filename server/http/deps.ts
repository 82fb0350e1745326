import type { Store } from '../store/open-store.ts';
import type { SecretKey } from '../store/secret-key.ts';
import type { Decisions } from '../store/decisions.ts';
import type { HookDesk } from './hook-desk.ts';

/** Everything that the web application is made of; a test may hand in its own. */
export interface AppDeps extends HookDesk {
  readonly db: Store['db'];
  readonly decisions: Pick<Decisions, 'findDecision'>;
  readonly secretKey: SecretKey;
  /** The built screens; undefined where they are not built. */
  readonly screensDir?: string;
  readonly version: string;
}
