import { z } from 'zod';
import { bundleSchema, optionalEncounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import { namedDrafts, orderRefs, selectedOrders } from './named-drafts.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_KEYS } from './prefetch-templates.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `order-select` 1.0: a drug has just been chosen among the orders on the screen. */
export const orderSelect: HookService = {
  id: 'infusion-order-select',
  hook: 'order-select',
  title: 'Infusion authorization while ordering',
  description: 'Tells whether the infusion drugs that were just selected are authorized for the visits they are for.',
  usageRequirements: USAGE,
  prefetch: RECORD_KEYS,
  ordersInContext: true,
  manner: { says: ['authorization'], toOwners: false, todayOnly: false },
  readContext: contextReader(
    z.looseObject({
      userId: userIdSchema,
      patientId: patientIdSchema,
      encounterId: optionalEncounterIdSchema,
      selections: z.array(z.string().min(1).max(500)).max(500),
      draftOrders: bundleSchema,
    }),
    (data) => {
      const drafts = namedDrafts(data.draftOrders);
      return { ...whoAndWhom(data), drafts, orders: selectedOrders(orderRefs(drafts), data.selections) };
    },
  ),
};
