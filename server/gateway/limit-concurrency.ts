/** Lets at most so many tasks run; the others wait in the order in which they came. */
export function limitConcurrency(most: number) {
  let running = 0;
  const waiting: (() => void)[] = [];

  const enter = (): Promise<void> | undefined => {
    if (running < most) {
      running += 1;
      return undefined;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };

  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  return async <Value>(task: () => Promise<Value>): Promise<Value> => {
    await enter();
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
