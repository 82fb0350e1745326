import { z } from 'zod';
import {
  countField,
  dateField,
  hcpcsField,
  idField,
  ndcField,
  percentField,
  positiveQuantityField,
  quantityField,
} from './line-fields.schema.ts';

const containerField = z.enum(['single-dose', 'multi-dose'], 'must be "single-dose" or "multi-dose"');

const packageField = z.object(
  {
    content: positiveQuantityField,
    /** Where it is not said, the drug table decides by NDC or content. */
    container: containerField.optional(),
    ndc: ndcField.optional(),
  },
  'must be a package with its content',
);

/** One line of `chairready waste`. */
export const wasteLine = z.object(
  {
    id: idField,
    hcpcs: hcpcsField,
    dose: positiveQuantityField,
    on: dateField,
    opened: z
      .array(packageField.extend({ count: countField }), 'must be a list of vials')
      .min(1, 'must name at least one vial')
      .max(1000, 'has more entries than one dose can need')
      .optional(),
    available: z
      .array(packageField, 'must be a list of packages')
      .min(1, 'must name at least one package')
      .max(1000, 'has more entries than one dose can need')
      .optional(),
    billingUnit: positiveQuantityField.optional(),
    payer: z.string('must be text').optional(),
    setting: z
      .enum(['office', 'hopd', 'asc', 'cah', 'rhc', 'fqhc', 'inpatient'], 'must be office, hopd, asc, cah, rhc or fqhc')
      .optional(),
    statusIndicator: z.string('must be text').optional(),
    campus: z.enum(['PO', 'PN'], 'must be "PO" or "PN"').optional(),
    is340b: z.boolean('must be true or false').optional(),
    administered: z.enum(['complete', 'none', 'interrupted'], 'must be "complete", "none" or "interrupted"').optional(),
    given: quantityField.optional(),
    orderedDose: positiveQuantityField.optional(),
    roundingTolerancePercent: percentField.optional(),
  },
  'must be one object',
);

export type WasteLine = z.infer<typeof wasteLine>;
