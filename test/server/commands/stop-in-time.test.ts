import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopInTime } from '../../../server/commands/stop-in-time.ts';

const taking = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('stopping', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['ends in time', 24_999, 0],
    ['takes too long', 25_001, 1],
  ])('gives up once where it %s', async (_, takes, times) => {
    const giveUp = vi.fn();
    const stopped = stopInTime(taking(takes), { withinMs: 25_000, giveUp });
    await vi.advanceTimersByTimeAsync(60_000);
    await stopped;
    expect(giveUp).toHaveBeenCalledTimes(times);
  });

  it('passes on why it could not stop, and does not give up afterwards', async () => {
    const giveUp = vi.fn();
    const stopped = stopInTime(() => Promise.reject(new Error('disk')), { withinMs: 25_000, giveUp });
    await expect(stopped).rejects.toThrow('disk');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(giveUp).not.toHaveBeenCalled();
  });
});
