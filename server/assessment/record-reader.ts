import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { NonEmpty } from '../../domain/kernel/non-empty.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { SuppliedSources } from '../../domain/visit/snapshot.ts';
import type { SiteSettings, SiteZones } from '../../fhir/reading.ts';
import type { VisitRecord } from './take-snapshot.ts';

export interface ReadSettings {
  readonly today: PlainDate;
  readonly drugs: DrugIndex;
  /** By `Location/id`. */
  readonly sites: Readonly<Record<string, SiteSettings>>;
  readonly zones: SiteZones;
  /** `Patient/id`: whom the question is about. */
  readonly patient?: string;
  /** Appointments and orders on the screen; they stand above stored ones with the same id. */
  readonly draftVisits?: readonly RawResource[];
  readonly contextOrders?: readonly RawResource[];
  readonly supplies?: Partial<SuppliedSources>;
}

/** Resources in, facts and gaps out; or what makes the record unreadable, with the path of each fault. */
export type ReadRecord = (
  resources: readonly RawResource[],
  settings: ReadSettings,
) => Result<VisitRecord, NonEmpty<{ readonly path: string; readonly message: string }>>;
