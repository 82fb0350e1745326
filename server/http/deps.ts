import type { Store } from '../store/open-store.ts';
import type { SecretKey } from '../store/secret-key.ts';
import type { Decisions } from '../store/decisions.ts';
import type { ImportDesk } from '../imports/import-desk.ts';
import type { HookDesk } from './hook-desk.ts';
import type { WhileAway } from './while-away.ts';

/** Everything that the web application is made of; a test may hand in its own. */
export interface AppDeps extends HookDesk, Partial<WhileAway> {
  readonly db: Store['db'];
  readonly decisions: Pick<Decisions, 'findDecision'>;
  readonly secretKey: SecretKey;
  /** The built screens; undefined where they are not built. */
  readonly screensDir?: string;
  readonly version: string;
  /** The configuration file, to say where settings are changed; absent where there is none. */
  readonly configFile?: string;
  /** Absent where no files are taken in through the app. */
  readonly imports?: ImportDesk;
}
