/** What is asked for where nobody sent anything along: a sweep, or a page of the app. */
import type { PrefetchKey } from '../../cds-hooks/prefetch-templates.ts';
import { PREFETCH_TEMPLATES, RECORD_KEYS } from '../../cds-hooks/prefetch-templates.ts';
import type { PrefetchStates } from '../../cds-hooks/prefetch.ts';

/** The patient's record. Who asks is known already, from the session or because it is the sweep itself. */
export const WHOLE_RECORD: readonly PrefetchKey[] = RECORD_KEYS.filter((key) => key !== 'user' && key !== 'roles');

export const NOTHING_SENT = Object.fromEntries(
  Object.keys(PREFETCH_TEMPLATES).map((key) => [key, { kind: 'absent' }]),
) as PrefetchStates;
