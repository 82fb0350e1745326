/** Every migration in the order of its number. Append only: one that has run somewhere is never edited. */
import type { Migration } from 'kysely';

import * as firstTables from './0001-first-tables.ts';
import * as auditChain from './0002-audit-chain.ts';
import * as imports from './0003-imports.ts';
import * as cardShowings from './0004-card-showings.ts';
import * as operations from './0005-operations.ts';
import * as staffStatements from './0006-staff-statements.ts';
import * as worklist from './0007-worklist.ts';
import * as waste from './0008-waste.ts';
import * as margin from './0009-margin.ts';
import * as ruleLoudness from './0010-rule-loudness.ts';
import * as furtherIndexes from './0011-further-indexes.ts';
import * as sharedVialsAndNotes from './0012-shared-vials-and-notes.ts';
import * as priceSources from './0013-price-sources.ts';
import * as scenarioPrices from './0014-scenario-prices.ts';
import * as queuedChecks from './0017-queued-checks.ts';
import * as configurationRecorded from './0018-configuration-recorded.ts';
import * as answeredRequests from './0019-answered-requests.ts';
import * as bookedOfACall from './0023-booked-of-a-call.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-tables': firstTables,
  '0002-audit-chain': auditChain,
  '0003-imports': imports,
  '0004-card-showings': cardShowings,
  '0005-operations': operations,
  '0006-staff-statements': staffStatements,
  '0007-worklist': worklist,
  '0008-waste': waste,
  '0009-margin': margin,
  '0010-rule-loudness': ruleLoudness,
  '0011-further-indexes': furtherIndexes,
  '0012-shared-vials-and-notes': sharedVialsAndNotes,
  '0013-price-sources': priceSources,
  '0014-scenario-prices': scenarioPrices,
  '0017-queued-checks': queuedChecks,
  '0018-configuration-recorded': configurationRecorded,
  '0019-answered-requests': answeredRequests,
  '0023-booked-of-a-call': bookedOfACall,
};
