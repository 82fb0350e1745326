// Access tokens handed out with a hook call. They are tied to one chart and run out within a minute.
import { randomBytes } from 'node:crypto';
import type { AccessGrant } from '../fhir-store/access.ts';

export interface HookTokens {
  readonly issue: (grant: AccessGrant) => string;
  readonly revoke: (token: string) => void;
  readonly find: (token: string) => AccessGrant | undefined;
}

export const HOOK_TOKEN_SECONDS = 60;

export function createHookTokens(now: () => number = Date.now): HookTokens {
  const tokens = new Map<string, { readonly grant: AccessGrant; readonly until: number }>();
  return {
    issue: (grant) => {
      const token = randomBytes(24).toString('base64url');
      tokens.set(token, { grant, until: now() + HOOK_TOKEN_SECONDS * 1000 });
      return token;
    },
    revoke: (token) => {
      tokens.delete(token);
    },
    find: (token) => {
      const kept = tokens.get(token);
      if (kept !== undefined && kept.until > now()) return kept.grant;
      tokens.delete(token);
      return undefined;
    },
  };
}
