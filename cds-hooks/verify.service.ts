import { z } from 'zod';
import { optionalEncounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import { namedDrafts, orderRefs } from './named-drafts.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_KEYS } from './prefetch-templates.ts';
import { isResource, resourceOfEntry } from './prefetch.ts';
import type { RawResource } from './prefetch.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `medication-verify` 0.1: a pharmacist verifies one signed order; after this the drug is mixed and its cost is spent. */
export const verify: HookService = {
  id: 'infusion-verify',
  hook: 'medication-verify',
  title: 'Before the drug is mixed',
  description:
    'Holds the mixing where the drug is not authorized for the visit, or another product is; else plans the vials.',
  usageRequirements: USAGE,
  prefetch: RECORD_KEYS,
  ordersInContext: true,
  manner: { says: ['hold', 'authorization', 'vials', 'margin'], toOwners: false, todayOnly: false },
  readContext: contextReader(
    z
      .looseObject({
        userId: userIdSchema,
        patientId: patientIdSchema,
        encounterId: optionalEncounterIdSchema,
        medication: z.unknown().optional(),
        order: z.unknown().optional(),
      })
      .transform((data, context) => {
        // The published hook names the field `medication` in its table and `order` in its examples.
        const order = [data.medication, data.order].flatMap((field) => orderIn(field))[0];
        if (order !== undefined) return { ...data, verified: order };
        context.addIssue({
          code: 'custom',
          path: ['medication'],
          message: 'Invalid input: expected a MedicationRequest',
        });
        return z.NEVER;
      }),
    (data) => {
      const drafts = namedDrafts([data.verified]);
      return { ...whoAndWhom(data), drafts, orders: orderRefs(drafts) };
    },
  ),
};

/** The order itself, or an entry that holds it. */
const orderIn = (field: unknown): readonly RawResource[] =>
  [field, resourceOfEntry(field)].filter(isResource).filter(({ resourceType }) => resourceType === 'MedicationRequest');
