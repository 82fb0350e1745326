/** What the address says about how this page was reached. Pure: nothing is contacted, nothing is stored. */

export type Arrival =
  | { readonly kind: 'launch'; readonly iss: string; readonly launch: string }
  | { readonly kind: 'callback'; readonly code: string; readonly state: string }
  /** The authorization server sent the person back without a code; `error` is its OAuth code. */
  | { readonly kind: 'denied'; readonly error: string }
  | { readonly kind: 'refused'; readonly why: RefusedLaunch }
  /** Opened by hand, or reloaded: the session lived in the page and is gone. */
  | { readonly kind: 'nothing' };

export type RefusedLaunch =
  | { readonly code: 'overriding-parameter'; readonly name: string }
  | { readonly code: 'missing-parameter'; readonly name: string }
  | { readonly code: 'repeated-parameter'; readonly name: string };

/** The SMART library lets these replace its configuration, and `fhirServiceUrl` skips authorization altogether. */
const OVERRIDING = ['fhirServiceUrl', 'patientId', 'clientId'] as const;

export function readArrival(url: URL): Arrival {
  return /\/launch\/?$/.test(url.pathname) ? readLaunch(url.searchParams) : readCallback(url.searchParams);
}

function readLaunch(params: URLSearchParams): Arrival {
  const overriding = OVERRIDING.find((name) => params.has(name));
  if (overriding !== undefined) return refused({ code: 'overriding-parameter', name: overriding });
  const [iss, launch] = [onlyOne(params, 'iss'), onlyOne(params, 'launch')];
  if (typeof iss === 'object') return refused(iss);
  if (typeof launch === 'object') return refused(launch);
  return { kind: 'launch', iss, launch };
}

function readCallback(params: URLSearchParams): Arrival {
  const overriding = OVERRIDING.find((name) => params.has(name));
  if (overriding !== undefined) return refused({ code: 'overriding-parameter', name: overriding });
  if (params.has('error')) return { kind: 'denied', error: params.get('error') ?? '' };
  if (!params.has('code')) return { kind: 'nothing' };
  const [code, state] = [onlyOne(params, 'code'), onlyOne(params, 'state')];
  if (typeof code === 'object') return refused(code);
  if (typeof state === 'object') return refused(state);
  return { kind: 'callback', code, state };
}

function onlyOne(params: URLSearchParams, name: string): string | RefusedLaunch {
  const values = params.getAll(name);
  if (values.length > 1) return { code: 'repeated-parameter', name };
  const [value] = values;
  return value === undefined || value === '' ? { code: 'missing-parameter', name } : value;
}

const refused = (why: RefusedLaunch): Arrival => ({ kind: 'refused', why });
