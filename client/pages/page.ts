/** What every page is given. */
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { Api } from '../api/api-client.ts';

export interface PageProps {
  readonly api: Api;
  readonly session: SessionView;
  /** To be called when the server says that the session is over. */
  readonly onEnded: () => void;
}
