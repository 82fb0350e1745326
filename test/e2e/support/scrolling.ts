/** How much the page works while it is scrolled: the time of its main thread, in which a busy machine shows less than on a clock. */
import type { Page } from 'playwright-core';

export interface Scrolling {
  /** Milliseconds of busy main thread for each of the steps, a screen and a half each. */
  readonly perStep: number;
  /** The longest task that the browser reported, by its own clock; 0 where none took 50 ms. */
  readonly longest: number;
}

const STEPS = 60;

/** Scrolls the element that `selector` names, or the window. */
export async function workOfScrolling(page: Page, selector?: string): Promise<Scrolling> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  await page.evaluate(scroll, { selector, steps: 5 });
  const before = await busy();
  const longest = await page.evaluate(scroll, { selector, steps: STEPS });
  const perStep = ((await busy()) - before) * (1000 / STEPS);
  await devtools.detach();
  return { perStep, longest };
}

/** In the browser. */
function scroll({
  selector,
  steps,
}: {
  readonly selector: string | undefined;
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
      place?.scrollBy(0, 900);
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
