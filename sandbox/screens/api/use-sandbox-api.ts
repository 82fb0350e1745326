/** The API of the sandbox's server, for any component below `Surroundings`. */
import { createContext, use } from 'react';
import type { SandboxApi } from './sandbox-api.ts';

export const ApiContext = createContext<SandboxApi | undefined>(undefined);

export function useSandboxApi(): SandboxApi {
  const api = use(ApiContext);
  if (api === undefined) throw new Error('a panel was rendered outside Surroundings');
  return api;
}
