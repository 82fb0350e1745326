import { z } from 'zod';
import { isScenario } from '../../domain/margin/scenario.ts';
import type { ContractForm } from '../../domain/margin/payment-form.ts';
import {
  countField,
  dateField,
  dollarsField,
  hcpcsField,
  idField,
  percentField,
  shareField,
  unitsField,
} from '../lines/line-fields.schema.ts';

const share = { percent: percentField };
const upToHundred = {
  percent: percentField.refine(({ n, d }) => n <= 100n * d, { message: 'must not be more than 100' }),
};

const CONTRACT_FORMS = [
  z.object({ form: z.literal('percent-of-asp'), ...share }),
  z.object({ form: z.literal('percent-of-charges'), ...share }),
  z.object({ form: z.literal('awp-minus'), ...upToHundred }),
  z.object({ form: z.literal('fee-schedule'), perUnit: dollarsField }),
  z.object({ form: z.literal('case-rate'), amount: dollarsField }),
] as const;

/** Forms that may be compared: a `lesser-of` inside a `lesser-of` would say nothing new. */
const comparedForm = z.discriminatedUnion('form', [...CONTRACT_FORMS], 'must be a payment form of a contract');

const payerForm = z.discriminatedUnion(
  'form',
  [
    z.object({ form: z.literal('medicare-part-b') }),
    z.object({ form: z.literal('white-bag') }),
    ...CONTRACT_FORMS,
    z.object({
      form: z.literal('lesser-of'),
      of: z
        .array(comparedForm, 'must be a list of payment forms')
        .min(1, 'must name at least one payment form')
        .transform((forms): readonly ContractForm[] => forms),
    }),
  ],
  'must be a payment form',
);

const price = z.object(
  {
    paymentLimit: dollarsField.optional(),
    asp: dollarsField.optional(),
    wac: dollarsField.optional(),
    referenceAsp: dollarsField.optional(),
    qualifyingBiosimilar: z.boolean('must be true or false').optional(),
    awp: dollarsField.optional(),
    charge: dollarsField.optional(),
    negotiatedPrice: dollarsField.optional(),
    internationalBenchmark: dollarsField.optional(),
  },
  'must be the prices of one billing unit',
);

const acquisition = z
  .object(
    {
      perUnit: dollarsField.optional(),
      vials: z
        .array(z.object({ count: countField, each: dollarsField }), 'must be a list of vials')
        .min(1, 'must name at least one vial')
        .optional(),
    },
    'must say what the drug cost',
  )
  .refine(({ perUnit, vials }) => (perUnit === undefined) !== (vials === undefined), {
    message: 'must have either perUnit or vials',
  });

/** One line of `chairready margin`. */
export const marginLine = z.object(
  {
    id: idField,
    hcpcs: hcpcsField,
    on: dateField,
    setting: z.enum(
      ['office', 'hopd', 'asc', 'cah', 'rhc', 'fqhc', 'inpatient'],
      'must be office, hopd, asc, cah, rhc or fqhc',
    ),
    units: unitsField,
    discardedUnits: unitsField,
    payer: payerForm,
    price: price.optional(),
    acquisition: acquisition.optional(),
    coinsuranceShare: shareField.optional(),
    patientCollectability: shareField.optional(),
    opps: z
      .object(
        { statusIndicator: z.string('must be text'), coinsuranceCap: dollarsField.optional() },
        'must have a statusIndicator',
      )
      .optional(),
    is340b: z.boolean('must be true or false').optional(),
    scenarios: z
      .array(z.string('must be text').refine(isScenario, { message: 'is not a known scenario' }), 'must be a list')
      .optional(),
  },
  'must be one object',
);

export type MarginLine = z.infer<typeof marginLine>;
