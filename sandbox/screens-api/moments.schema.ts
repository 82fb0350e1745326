// What the screens beside booking send: who does what at which moment of the care.
import { z } from 'zod';
import { Id, NewOrder } from './screens.schema.ts';

export const Moment = z.enum([
  'chart',
  'order-select',
  'order-sign',
  'verify',
  'check-in',
  'administration',
  'checkout',
]);

const Amount = z.object({
  value: z.string().regex(/^\d{1,7}(\.\d{1,4})?$/, 'expected a decimal number'),
  unit: z.string().trim().min(1).max(20),
});

export const MomentRequest = z.object({
  moment: Moment,
  user: z.string(),
  patient: Id,
  /** Orders in the record that the moment is about. */
  orders: z.array(Id).max(8).default([]),
  /** Orders that are only on the screen. With `replaces` it is that order, changed and signed again. */
  drafts: z
    .array(NewOrder.extend({ replaces: Id.optional() }))
    .max(8)
    .default([]),
  /** The visit that the patient is here for. */
  appointment: Id.optional(),
  /** What the nurse charts as given. */
  given: Amount.optional(),
});

/** What the EHR did, in a sentence, with `Type/id` of everything that it wrote. */
export const MomentDone = z.object({ did: z.string(), wrote: z.array(z.string()) });

/** A booked visit that is being moved. */
export const MoveHookRequest = z.object({
  user: z.string(),
  start: z.iso.datetime({ offset: true }),
  chair: Id.optional(),
});

export type Moment = z.output<typeof Moment>;
export type MomentRequest = z.output<typeof MomentRequest>;
/** The request before its defaults are filled in. */
export type MomentWish = z.input<typeof MomentRequest>;
export type MomentDone = z.output<typeof MomentDone>;
export type MoveHookRequest = z.output<typeof MoveHookRequest>;
