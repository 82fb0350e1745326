/**
 * Sessions that this process has seen alive, for the one page that must open while the database is away. They hold no
 * access token, nobody can sign in into them, and they end when the session would. Another replica does not know them,
 * a restart forgets them, and a log-out on another replica is not heard of while the database is away.
 */
import { createHash } from 'node:crypto';
import NodeCache from 'node-cache';
import type { AppSession } from './session-facts.ts';

export type RecentSession = Pick<AppSession, 'desk' | 'user' | 'role' | 'expiresAt'>;

export interface RecentSessions {
  readonly remember: (session: AppSession) => void;
  readonly forget: (bearer: string) => void;
  readonly find: (bearer: string, now: Date) => RecentSession | undefined;
}

const MOST = 5000;

export function recentSessions(): RecentSessions {
  const seen = new NodeCache({ useClones: false, checkperiod: 60 });
  return {
    remember({ bearer, desk, user, role, expiresAt }) {
      if (seen.keys().length >= MOST) seen.flushAll();
      const seconds = Math.max(1, Math.ceil((expiresAt.getTime() - Date.now()) / 1000));
      seen.set<RecentSession>(keyOf(bearer), { desk, user, role, expiresAt }, seconds);
    },
    forget: (bearer) => {
      seen.del(keyOf(bearer));
    },
    find(bearer, now) {
      const session = seen.get<RecentSession>(keyOf(bearer));
      return session !== undefined && session.expiresAt > now ? session : undefined;
    },
  };
}

const keyOf = (bearer: string): string => createHash('sha256').update(bearer).digest('hex');
