/** What comes one by one and can be done together waits a moment for its neighbours. */

export interface GatheredUp<One> {
  /** Resolves when there is room for the next one. Rejects as `rest` does when an earlier batch has failed. */
  readonly add: (one: One) => Promise<void>;
  /** Does what still waits, and resolves when all is done. */
  readonly rest: () => Promise<void>;
}

export interface GatheringLimits {
  readonly most: number;
  /** So long does the first of a batch wait for others. */
  readonly waitMs: number;
}

/** One batch is at work at a time, in the order of coming; a batch that is full makes whoever adds to it wait. */
export function gatherUp<One>(
  work: (batch: readonly One[]) => Promise<void>,
  { most, waitMs }: GatheringLimits,
): GatheredUp<One> {
  let batch: One[] = [];
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();
  const rest = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const due = batch;
    batch = [];
    if (due.length > 0) working = working.then(() => work(due));
    return working;
  };
  const inAMoment = (): NodeJS.Timeout =>
    setTimeout(() => {
      // A failure is for whoever adds the next one, or asks for the rest.
      rest().catch(() => undefined);
    }, waitMs);
  return {
    add: async (one) => {
      batch.push(one);
      if (batch.length >= most) await rest();
      else timer ??= inAMoment();
    },
    rest,
  };
}
