/** What every panel of the supervisor's page is given. */
import type { Supervision } from '../../../api-contract/supervisor.schema.ts';
import type { PageProps } from '../page.ts';
import type { Acts } from '../worklist/use-worklist.ts';

export interface SupervisorParts extends PageProps {
  readonly page: Supervision;
  readonly acts: Acts;
  readonly site: string;
  /** Reads the page again after a change that is not about single cases. */
  readonly again: () => Promise<void>;
}
