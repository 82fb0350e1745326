import { z } from 'zod';
import { ok, problem } from '../domain/kernel/result.ts';
import { bundleSchema, optionalEncounterIdSchema, patientIdSchema, userIdSchema } from './context-fields.schema.ts';
import { malformed } from './fault-path.ts';
import { hookProblem } from './hook-problem.ts';
import type { HookContext, HookService } from './hook-service.ts';
import { RECORD_KEYS } from './prefetch-templates.ts';
import type { RawResource } from './prefetch.ts';
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
  readContext(context) {
    const parsed = contextSchema.safeParse(context);
    if (!parsed.success) return problem(malformed(parsed.error, ['context']));
    const { userId, patientId, encounterId, appointments } = parsed.data;
    const drafts = distinctDrafts(appointments);
    if (!drafts.some(isAppointment)) {
      return problem(
        hookProblem('malformed', 'context.appointments.entry', 'Invalid input: expected at least one Appointment'),
      );
    }
    return ok<HookContext>({
      user: userId,
      patientId,
      ...(encounterId === undefined ? {} : { encounterId }),
      drafts,
      asked: drafts.filter(isAppointment).map((draft) => `Appointment/${String(draft['id'])}`),
    });
  },
};

const contextSchema = z.looseObject({
  userId: userIdSchema,
  patientId: patientIdSchema,
  encounterId: optionalEncounterIdSchema,
  appointments: bundleSchema,
});

/**
 * Drafts often have no id, and two drafts may carry one id (the hook's own published example does):
 * each gets a name of its own by position, `#2`, which no FHIR id can be.
 */
function distinctDrafts(resources: readonly RawResource[]): readonly RawResource[] {
  const seen = new Set<string>();
  return resources.map((resource, position) => {
    const id = resource['id'];
    if (!isAppointment(resource)) return resource;
    const name = typeof id === 'string' && id !== '' && !seen.has(id) ? id : `#${String(position + 1)}`;
    seen.add(name);
    return { ...resource, id: name };
  });
}

const isAppointment = (resource: RawResource): boolean => resource.resourceType === 'Appointment';
