// Where oidc-provider keeps codes, tokens and grants: in memory, because a demonstration's sign-ins need not survive it.
import type { Adapter, AdapterConstructor, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** An adapter class over its own map, so that two sandboxes in one process share nothing. */
export function memoryAdapter(): AdapterConstructor {
  const kept = new Map<string, Kept>();
  const alive = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    if (found !== undefined && found.until > Date.now()) return found.payload;
    kept.delete(key);
    return undefined;
  };

  return class MemoryAdapter implements Adapter {
    readonly #model: string;

    constructor(model: string) {
      this.#model = model;
    }

    upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
      const until = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
      for (const [key, { until: end }] of kept) if (end <= Date.now()) kept.delete(key);
      kept.set(`${this.#model}:${id}`, { payload, until });
      return Promise.resolve();
    }

    find(id: string): Promise<AdapterPayload | undefined> {
      return Promise.resolve(alive(`${this.#model}:${id}`));
    }

    findByUid(uid: string): Promise<AdapterPayload | undefined> {
      const payloads = [...kept].filter(([key]) => key.startsWith(`${this.#model}:`)).map(([, { payload }]) => payload);
      return Promise.resolve(payloads.find((payload) => payload.uid === uid));
    }

    /** Device codes are not offered here, so nothing is ever found by one. */
    findByUserCode(): Promise<undefined> {
      return Promise.resolve(undefined);
    }

    consume(id: string): Promise<void> {
      const payload = alive(`${this.#model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      return Promise.resolve();
    }

    destroy(id: string): Promise<void> {
      kept.delete(`${this.#model}:${id}`);
      return Promise.resolve();
    }

    revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
      return Promise.resolve();
    }
  };
}
