import { z } from 'zod';
import { optionalEncounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_KEYS } from './prefetch-templates.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `patient-view` 1.0: somebody opened the chart, or a trigger of the EHR arrives under this name. */
export const chart: HookService = {
  id: 'infusion-chart',
  hook: 'patient-view',
  title: 'Infusion authorization in the chart',
  description:
    'Tells those whose work it is that an infusion drug of this patient is not authorized, and the pharmacy what the drug earns. Triggers that arrive as patient-view can be mapped to another moment.',
  usageRequirements: USAGE,
  prefetch: RECORD_KEYS,
  ordersInContext: false,
  manner: { says: ['authorization', 'margin'], toOwners: true, todayOnly: false },
  readContext: contextReader(
    z.looseObject({ userId: userIdSchema, patientId: patientIdSchema, encounterId: optionalEncounterIdSchema }),
    (data) => ({ ...whoAndWhom(data), drafts: [] }),
  ),
};
