/** For the bench: how much the page works while it is scrolled: the time of its main thread, in which a busy machine shows less than on a clock. */
import type { Page } from 'playwright-core';

export interface Scrolling {
  /** Milliseconds of busy main thread for each of the steps. */
  readonly perStep: number;
  /** The longest task that the browser reported, by its own clock; 0 where none took 50 ms. */
  readonly longest: number;
}

const STEPS = 60;

/** Scrolls the element that `selector` names, or the window, so many pixels in each frame. */
export async function workOfScrolling(page: Page, pixels: number, selector?: string): Promise<Scrolling> {
  await page.evaluate(scroll, { selector, pixels, steps: 5 });
  let longest = 0;
  const busy = await busyTime(page, async () => {
    longest = await page.evaluate(scroll, { selector, pixels, steps: STEPS });
  });
  return { perStep: busy / STEPS, longest };
}

/** Milliseconds for which the main thread of the page was busy meanwhile. */
export async function busyTime(page: Page, work: () => Promise<void>): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await busy();
  await work();
  const after = await busy();
  await devtools.detach();
  return (after - before) * 1000;
}

/** In the browser. */
function scroll({
  selector,
  pixels,
  steps,
}: {
  readonly selector: string | undefined;
  readonly pixels: number;
  readonly steps: number;
}): Promise<number> {
  return new Promise((resolve) => {
    const place = selector === undefined ? document.documentElement : document.querySelector(selector);
    place?.scrollTo(0, 0);
    let longest = 0;
    const watch = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    watch.observe({ type: 'longtask' });
    let step = 0;
    const next = (): void => {
      place?.scrollBy(0, pixels);
      step += 1;
      if (step < steps) requestAnimationFrame(next);
      else {
        watch.disconnect();
        resolve(longest);
      }
    };
    requestAnimationFrame(next);
  });
}
