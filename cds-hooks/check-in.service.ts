import { z } from 'zod';
import { encounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_AND_ENCOUNTER_KEYS } from './prefetch-templates.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `encounter-start` 1.0: the patient is here. */
export const checkIn: HookService = {
  id: 'infusion-check-in',
  hook: 'encounter-start',
  title: 'Infusion authorization at check-in',
  description:
    'Tells whether the drugs of the infusion visits of the day are authorized, and the nurse what will be left over.',
  usageRequirements: USAGE,
  prefetch: RECORD_AND_ENCOUNTER_KEYS,
  ordersInContext: false,
  manner: { says: ['authorization', 'waste-reminder'], toOwners: false, todayOnly: true },
  readContext: contextReader(
    z.looseObject({ userId: userIdSchema, patientId: patientIdSchema, encounterId: encounterIdSchema }),
    (data) => ({ ...whoAndWhom(data), drafts: [] }),
  ),
};
