/**
 * Stops, or gives up when that takes too long: requests that wait for a slow database would hold the process after its
 * service manager has lost patience. Nothing acknowledged is lost by it; what was begun is taken up after the next start.
 */
export function stopInTime(
  close: () => Promise<void>,
  { withinMs, giveUp }: { readonly withinMs: number; readonly giveUp: () => void },
): Promise<void> {
  const late = setTimeout(giveUp, withinMs);
  return close().finally(() => {
    clearTimeout(late);
  });
}
