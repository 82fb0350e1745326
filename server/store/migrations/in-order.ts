/** Every migration in the order of its number. Append only: one that has run somewhere is never edited. */
import type { Migration } from 'kysely';

import * as firstTables from './0001-first-tables.ts';
import * as auditChain from './0002-audit-chain.ts';
import * as imports from './0003-imports.ts';
import * as cardShowings from './0004-card-showings.ts';
import * as operations from './0005-operations.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-audit-chain': auditChain,
  '0003-imports': imports,
  '0004-card-showings': cardShowings,
  '0005-operations': operations,
};
