/** What the drawer of a case, and the controls in it, are given. */
import type { CaseCountsView, CaseRow } from '../../../api-contract/worklist.schema.ts';
import type { PageProps } from '../page.ts';
import type { Acts } from './use-worklist.ts';

export type CaseForm = 'assign' | 'snooze';

export interface CaseDrawerProps extends PageProps {
  readonly row: CaseRow;
  readonly counts: CaseCountsView | undefined;
  readonly acts: Acts;
  /** A control to begin with, as when its key was pressed. */
  readonly begin?: CaseForm | undefined;
  readonly onClose: () => void;
}
