import { z } from 'zod';
import { role } from '../../api-contract/role.schema.ts';

/** What a site decides about charting discarded drug. Vial sharing is off unless it says otherwise. */
export const wastePolicySchema = z.object({
  signers: z.array(role).min(1).default(['infusion-nurse', 'charge-nurse', 'pharmacist']),
  /** Whether a second person has to see what is thrown away. */
  witness: z.enum(['never', 'when-discarded', 'always']).default('never'),
  witnesses: z.array(role).min(1).default(['infusion-nurse', 'charge-nurse', 'pharmacist', 'pharmacy-technician']),
  /** One vial for several patients of a day; a pharmacist approves each use. */
  sharing: z.boolean().default(false),
  /** Dispense records of the EHR count vials as they were opened: the sweep takes them over as preparations. */
  dispenses: z.boolean().default(false),
  /** Signed records go into the chart as a note by themselves; the backend client needs the right to create them. */
  note: z.enum(['off', 'document-reference', 'communication']).default('off'),
  /** How the site bills, for the modifiers of claim lines. */
  claim: z
    .object({
      setting: z.enum(['office', 'hopd', 'asc', 'cah', 'rhc', 'fqhc', 'inpatient']).optional(),
      campus: z.enum(['PO', 'PN']).optional(),
      is340b: z.boolean().optional(),
    })
    .default({}),
});

export type WastePolicy = z.infer<typeof wastePolicySchema>;
