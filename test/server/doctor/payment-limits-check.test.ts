import { describe, expect, it } from 'vitest';
import { paymentLimitsCheck } from '../../../server/doctor/payment-limits-check.ts';

const quarter = (quarterLabel: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ hcpcs: `J${String(1000 + at)}`, quarterLabel }));

describe('payment limits of the running quarter', () => {
  it.each([
    ['as many codes as ever', 10, 'ok'],
    ['half the codes of the fullest quarter', 5, 'ok'],
    ['a few new codes of it only', 4, 'warn'],
    ['no code of it', 0, 'warn'],
  ])('are judged with %s', (_, count, state) => {
    const limits = [...quarter('2026Q3', 10), ...quarter('2026Q4', count)];
    const check = paymentLimitsCheck('2026Q4', limits, '2026Q4');
    expect(check.state).toBe(state);
    expect(check.what).toContain(`payment limits of ${String(count)} codes for 2026Q4`);
    if (state === 'warn') expect(check.what).toContain('of 10 for 2026Q3');
  });

  it('count a code once, however often it is restated', () => {
    const limits = [...quarter('2026Q3', 10), ...quarter('2026Q4', 3), ...quarter('2026Q4', 3)];
    expect(paymentLimitsCheck('2026Q4', limits, '2026Q4').state).toBe('warn');
  });

  it('are missing where there are none at all', () => {
    expect(paymentLimitsCheck('2026Q4', [], '2026Q4').state).toBe('warn');
  });
});
