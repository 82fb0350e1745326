import type { Result } from '../domain/kernel/result.ts';
import type { HookProblem } from './hook-problem.ts';
import type { PrefetchKey } from './prefetch-templates.ts';
import type { RawResource } from './prefetch.ts';

/** Who is looking at the screen where the hook rang. */
export interface HookUser {
  readonly type: 'Practitioner' | 'PractitionerRole' | 'Patient' | 'RelatedPerson';
  readonly id: string;
}

/** What every hook says in its own words: who, about whom, and what is being drafted. */
export interface HookContext {
  readonly user: HookUser;
  readonly patientId: string;
  readonly encounterId?: string;
  /** Appointments or orders that exist on the screen only; they stand in for stored ones of the same id. */
  readonly drafts: readonly RawResource[];
  /** The visits that the hook asks about (`Appointment/a1`); undefined asks about all. */
  readonly asked?: readonly string[];
  /** The orders that are spoken of (`MedicationRequest/m1`); the others are context. Undefined speaks of all. */
  readonly orders?: readonly string[];
}

/** What a moment can call for. `hold` comes before everything else: mixing cannot be undone. */
export type Saying = 'authorization' | 'hold' | 'vials' | 'margin' | 'waste-reminder' | 'waste-prompt' | 'waste-chart';

/** What is said at one moment of the workflow, and to whom. */
export interface Manner {
  readonly says: readonly Saying[];
  /** Only to those whose work it is: a chart is opened for many reasons. */
  readonly toOwners: boolean;
  /** About the visits of the day alone, whatever else is booked. */
  readonly todayOnly: boolean;
}

/** One CDS service: one id for one hook, so that clients which index by address or by hook find the same. */
export interface HookService {
  readonly id: string;
  readonly hook: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements: string;
  readonly prefetch: readonly PrefetchKey[];
  /** Whether the context itself carries orders: then neither `medications` nor `services` is required. */
  readonly ordersInContext: boolean;
  readonly manner: Manner;
  readonly readContext: (context: unknown) => Result<HookContext, HookProblem>;
}
