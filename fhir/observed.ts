import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import type { ClinicalFacts } from '../domain/visit/snapshot.ts';

/** One measurement of the body in a fixed unit: kg, cm, m2 or mL/min. */
export interface Measured {
  readonly ref: string;
  readonly value: Rational;
  readonly on?: PlainDate;
}

export type BodyQuantity = 'weight' | 'height' | 'bodySurface' | 'creatinineClearance';

export interface Observed {
  readonly results: ClinicalFacts['results'];
  /** Newest last. */
  readonly body: Readonly<Record<BodyQuantity, readonly Measured[]>>;
}
