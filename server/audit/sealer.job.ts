import type { Kysely } from 'kysely';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import type { ChainHead, SealedBatch } from './seal.ts';
import { sealBatch } from './seal.ts';

export interface Sealer {
  /** Seals what there is and stops looking. */
  readonly stop: () => Promise<void>;
}

const LOOK_EVERY_MS = 500;
const SAY_EVERY_MS = 5 * 60 * 1000;

/**
 * Looks for unsealed records twice a second. What comes in while a batch is being sealed waits for the next look: under
 * load without end, going on for a handful at a time cost PostgreSQL a third of what the hooks themselves do. The head
 * goes into the log now and then: whoever keeps the logs elsewhere can prove with it that a chain was cut off
 * (`audit verify --head`).
 */
export function keepSealing(db: Kysely<Database>, log: Log): Sealer {
  const say = sayingSeldom(log);
  let stopped = false;
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const sealWhile = async (goesOn: (batch: SealedBatch) => boolean): Promise<void> => {
    try {
      for (let more = true; more;) {
        const batch = await sealBatch(db);
        if (batch !== undefined) say(batch);
        more = batch !== undefined && goesOn(batch);
      }
    } catch (error) {
      log.error('audit records not sealed yet', { error: errorFields(error) });
    }
  };
  const look = (): void => {
    if (busy || stopped) return;
    busy = true;
    working = sealWhile(({ isFull }) => isFull).finally(() => {
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
      await sealWhile(() => true);
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
