// What every route of the screens' API works with.
import type { HookTokens } from '../authorization/hook-tokens.ts';
import type { LaunchBook } from '../authorization/launch-book.ts';
import type { FaultPanel } from '../fhir-store/faults.ts';
import type { FhirCall } from '../fhir-store/fhir-router.ts';
import type { FhirStore } from '../fhir-store/fhir-store.ts';
import type { SandboxKeys } from '../keys.ts';
import type { SandboxDay } from '../sandbox-day.ts';
import type { SweepOutcome } from '../sweep-wish.ts';

export interface Sandbox {
  readonly baseUrl: string;
  readonly fhirBaseUrl: string;
  readonly chairReadyUrl: string;
  readonly timeZone: string;
  readonly store: FhirStore;
  readonly keys: SandboxKeys;
  readonly day: SandboxDay;
  readonly launches: LaunchBook;
  readonly hookTokens: HookTokens;
  readonly faults: FaultPanel;
  /** The last FHIR calls, newest last. */
  readonly traffic: () => readonly FhirCall[];
  /** Called when the sandbox day has moved. */
  readonly dayMoved: () => void;
  /** Asks ChairReady to look at every booked visit again, now. */
  readonly wishForSweep: () => Promise<SweepOutcome>;
}
