import { z } from 'zod';
import {
  bundleSchema,
  encounterIdSchema,
  medicationRequestIdSchema,
  patientIdSchema,
  userIdSchema,
} from './context-fields.schema.ts';
import { namedDrafts } from './named-drafts.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_AND_ENCOUNTER_KEYS } from './prefetch-templates.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** A hook of our own: a nurse records that a drug is being given, or was. */
export const administration: HookService = {
  id: 'infusion-administration',
  hook: 'org.chairready.medicationadministration-record',
  title: 'Discarded drug while charting',
  description: 'Prefills the amounts given and discarded and the claim lines from the planned vials.',
  usageRequirements: USAGE,
  prefetch: RECORD_AND_ENCOUNTER_KEYS,
  ordersInContext: false,
  manner: { says: ['waste-prompt'], toOwners: false, todayOnly: true },
  readContext: contextReader(
    z.looseObject({
      userId: userIdSchema,
      patientId: patientIdSchema,
      encounterId: encounterIdSchema,
      medicationRequestId: medicationRequestIdSchema,
      administrations: bundleSchema,
    }),
    (data) => ({
      ...whoAndWhom(data),
      drafts: namedDrafts(data.administrations),
      orders: [`MedicationRequest/${data.medicationRequestId}`],
    }),
  ),
};
