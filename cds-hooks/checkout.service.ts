import { z } from 'zod';
import { encounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_AND_ENCOUNTER_KEYS } from './prefetch-templates.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `encounter-discharge` 1.0: the patient is about to leave; what was thrown away can still be charted. */
export const checkout: HookService = {
  id: 'infusion-checkout',
  hook: 'encounter-discharge',
  title: 'Discarded drug before the patient leaves',
  description: 'Tells the nurse or the pharmacist which discarded amounts of the day are not charted yet.',
  usageRequirements: USAGE,
  prefetch: RECORD_AND_ENCOUNTER_KEYS,
  ordersInContext: false,
  manner: { says: ['waste-chart'], toOwners: false, todayOnly: true },
  readContext: contextReader(
    z.looseObject({ userId: userIdSchema, patientId: patientIdSchema, encounterId: encounterIdSchema }),
    (data) => ({ ...whoAndWhom(data), drafts: [] }),
  ),
};
