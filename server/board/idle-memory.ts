/** Remembers what is asked for again and again, and forgets what nobody asks for any more. */

export interface IdleMemory<Value> {
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
  /** How much is held. */
  readonly size: () => number;
}

export interface IdleLimits {
  /** Milliseconds after which what nobody asked for is forgotten. */
  readonly idleMs: number;
  /** Milliseconds after which everything is forgotten, however often it is asked for. */
  readonly lastsMs: number;
  readonly most: number;
  readonly now: () => number;
}

interface Held<Value> {
  readonly value: Value;
  readonly since: number;
  readonly asked: number;
}

/** Without a timer: what is idle goes when something new comes, so it never holds more than its limits and one batch. */
export function idleMemory<Value>({ idleMs, lastsMs, most, now }: IdleLimits): IdleMemory<Value> {
  /** In the order in which it was asked for, longest ago first. */
  const held = new Map<string, Held<Value>>();
  const isOver = ({ since, asked }: Held<Value>): boolean => now() - asked >= idleMs || now() - since >= lastsMs;
  const holdLast = (key: string, one: Held<Value>): void => {
    held.delete(key);
    held.set(key, one);
  };
  const forgetIdle = (): void => {
    for (const [key, one] of held) {
      if (held.size <= most && !isOver(one)) return;
      held.delete(key);
    }
  };
  return {
    get: (key) => {
      const one = held.get(key);
      if (one === undefined) return undefined;
      if (isOver(one)) {
        held.delete(key);
        return undefined;
      }
      holdLast(key, { ...one, asked: now() });
      return one.value;
    },
    set: (key, value) => {
      holdLast(key, { value, since: now(), asked: now() });
      forgetIdle();
    },
    size: () => held.size,
  };
}
