/** From the address to a session, or to the reason why there is none. */
import type { SessionView } from '../../api-contract/session.schema.ts';
import type { Api } from '../api/api-client.ts';
import type { Arrival, RefusedLaunch } from './arrival.ts';
import { authorizationAddress, completeLaunch } from './smart-launch.ts';

export type Start =
  | { readonly kind: 'session'; readonly session: SessionView }
  /** The page is being left for the authorization server. */
  | { readonly kind: 'leaving' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'denied'; readonly error: string }
  | { readonly kind: 'refused'; readonly why: RefusedLaunch }
  | { readonly kind: 'failed'; readonly problem: unknown };

export async function startSession(arrival: Arrival, api: Api, leaveFor: (address: string) => void): Promise<Start> {
  try {
    return await begin(arrival, api, leaveFor);
  } catch (problem) {
    return { kind: 'failed', problem };
  }
}

async function begin(arrival: Arrival, api: Api, leaveFor: (address: string) => void): Promise<Start> {
  switch (arrival.kind) {
    case 'launch':
      leaveFor(await authorizationAddress(arrival, await api.launchConfig()));
      return { kind: 'leaving' };
    case 'callback':
      return { kind: 'session', session: await api.openSession(await completeLaunch(arrival)) };
    case 'denied':
      return { kind: 'denied', error: arrival.error };
    case 'refused':
      return { kind: 'refused', why: arrival.why };
    case 'nothing':
      return { kind: 'reopen' };
  }
}
