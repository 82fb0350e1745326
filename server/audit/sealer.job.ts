import type { Kysely } from 'kysely';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { ChainHead } from './seal.ts';
import { sealBatch } from './seal.ts';

export interface Sealer {
  /** Seals what there is and stops looking. */
  readonly stop: () => Promise<void>;
}

const LOOK_EVERY_MS = 500;
const SAY_EVERY_MS = 5 * 60 * 1000;

/**
 * Looks for unsealed records twice a second. The head goes into the log now and then: whoever keeps the logs elsewhere
 * can prove with it that a chain was cut off (`audit verify --head`).
 */
export function keepSealing(db: Kysely<Database>, log: Log): Sealer {
  const say = sayingSeldom(log);
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const sealAll = async (): Promise<void> => {
    try {
      for (let head = await sealBatch(db); head !== undefined; head = await sealBatch(db)) say(head);
    } catch (error) {
      log.error('audit records not sealed yet', { error: errorFields(error) });
    }
  };
  const look = (): void => {
    if (busy || stopped) return;
    busy = true;
    working = sealAll().finally(() => {
      busy = false;
    });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      stopped = true;
      await working;
      await sealAll();
    },
  };
}

function sayingSeldom(log: Log): (head: ChainHead) => void {
  let saidAt = 0;
  return ({ position, hash }) => {
    if (Date.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = Date.now();
    log.info('audit chain sealed', { code: `${position.toString()}:${hash}` });
  };
}
