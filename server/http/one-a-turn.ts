/**
 * Lets its callers through one by one, each in a turn of the event loop of its own: between two of them everybody else
 * is heard, so that much work for a few never makes one long silence for all.
 */
export function oneATurn(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
