import { z } from 'zod';
import { bundleSchema, optionalEncounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import { namedDrafts, orderRefs } from './named-drafts.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_KEYS } from './prefetch-templates.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `order-sign` 1.0: the orders on the screen are about to be signed, or signed again. */
export const orderSign: HookService = {
  id: 'infusion-order-sign',
  hook: 'order-sign',
  title: 'Infusion authorization at signing',
  description: 'Tells whether the infusion drugs being signed are authorized for the visits they are for.',
  usageRequirements: USAGE,
  prefetch: RECORD_KEYS,
  ordersInContext: true,
  manner: { says: ['authorization'], toOwners: false, todayOnly: false },
  readContext: contextReader(
    z.looseObject({
      userId: userIdSchema,
      patientId: patientIdSchema,
      encounterId: optionalEncounterIdSchema,
      draftOrders: bundleSchema,
    }),
    (data) => {
      const drafts = namedDrafts(data.draftOrders);
      return { ...whoAndWhom(data), drafts, orders: orderRefs(drafts) };
    },
  ),
};
