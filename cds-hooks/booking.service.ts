import { z } from 'zod';
import { bundleSchema, optionalEncounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import { namedDrafts } from './named-drafts.ts';
import type { HookService } from './hook-service.ts';
import { RECORD_KEYS } from './prefetch-templates.ts';
import type { RawResource } from './prefetch.ts';
import { contextReader, whoAndWhom } from './read-context.ts';
import { USAGE } from './usage.ts';

/** `appointment-book` 1.0: a scheduler is about to book one or more infusion visits. */
export const booking: HookService = {
  id: 'infusion-booking',
  hook: 'appointment-book',
  title: 'Infusion authorization at booking',
  description:
    'Tells whether the drugs of the infusion visits being booked are authorized on the days of the visits, and what to do if not.',
  usageRequirements: USAGE,
  prefetch: RECORD_KEYS,
  ordersInContext: false,
  manner: { says: ['authorization'], toOwners: false, todayOnly: false },
  readContext: contextReader(
    z.looseObject({
      userId: userIdSchema,
      patientId: patientIdSchema,
      encounterId: optionalEncounterIdSchema,
      appointments: bundleSchema.refine((resources) => resources.some(isAppointment), {
        path: ['entry'],
        message: 'Invalid input: expected at least one Appointment',
      }),
    }),
    (data) => {
      const drafts = namedDrafts(data.appointments);
      const asked = drafts.filter(isAppointment).map((draft) => `Appointment/${String(draft['id'])}`);
      return { ...whoAndWhom(data), drafts, asked };
    },
  ),
};

const isAppointment = (resource: RawResource): boolean => resource.resourceType === 'Appointment';
