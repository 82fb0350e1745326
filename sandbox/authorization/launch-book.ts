// What the EHR's screens know when they open the app: who is signed in, and which chart is on the screen.
import { randomBytes } from 'node:crypto';

export interface LaunchContext {
  /** `Practitioner/...` or `Patient/...`. */
  readonly user: string;
  readonly patient?: string;
  readonly encounter?: string;
  readonly appointment?: string;
  readonly appContext?: string;
  readonly intent?: string;
}

export interface LaunchBook {
  /** A launch token for one context, good for ten minutes, so that a frame may be loaded again. */
  readonly open: (context: LaunchContext) => string;
  readonly find: (launch: string) => LaunchContext | undefined;
}

const TEN_MINUTES = 600_000;

export function createLaunchBook(now: () => number = Date.now): LaunchBook {
  const launches = new Map<string, { readonly context: LaunchContext; readonly until: number }>();
  const dropOld = (): void => {
    for (const [launch, { until }] of launches) if (until <= now()) launches.delete(launch);
  };
  return {
    open: (context) => {
      dropOld();
      const launch = randomBytes(16).toString('base64url');
      launches.set(launch, { context, until: now() + TEN_MINUTES });
      return launch;
    },
    find: (launch) => {
      dropOld();
      return launches.get(launch)?.context;
    },
  };
}

/** The launch context as SMART App Launch 2.2 puts it beside the access token. */
export function tokenContext(context: LaunchContext, styleUrl: string): Record<string, unknown> {
  const { patient, encounter, appointment, appContext, intent } = context;
  return {
    ...(patient === undefined ? {} : { patient }),
    ...(encounter === undefined ? {} : { encounter }),
    ...(appointment === undefined ? {} : { fhirContext: [{ reference: `Appointment/${appointment}` }] }),
    ...(appContext === undefined ? {} : { appContext }),
    ...(intent === undefined ? {} : { intent }),
    // The sandbox shows the patient above the frame itself.
    need_patient_banner: false,
    smart_style_url: styleUrl,
  };
}
