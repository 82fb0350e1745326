/** Whether the payment limits of the running quarter are here: a few new codes of it do not make the quarter loaded. */
import type { Check } from './check.ts';
import { ok, warn } from './check.ts';

/** A quarterly file names nearly the codes of the one before; far fewer came from somewhere else. */
const WHOLE = 0.5;

/** Of a payment limit, what is counted. */
interface Priced {
  readonly hcpcs: string;
  readonly quarterLabel: string;
}

/** `running` is the label of the quarter of today, such as 2026Q4. */
export function paymentLimitsCheck(reference: string, limits: readonly Priced[], running: string): Check {
  const codes = codesByQuarter(limits);
  const here = codes.get(running)?.size ?? 0;
  const [fullest, most] = fullestOf(codes);
  const what = `reference data: ${reference}, payment limits of ${String(here)} codes for ${running}`;
  return here < most * WHOLE || here === 0
    ? warn(
        `${what}, of ${String(most)} for ${fullest}`,
        `Import the newest files: chairready import asp FILE, and crosswalk, mue. Without the file of ${running} a visit of that quarter has no margin.`,
      )
    : ok(what);
}

function codesByQuarter(limits: readonly Priced[]): ReadonlyMap<string, ReadonlySet<string>> {
  const codes = new Map<string, Set<string>>();
  for (const { hcpcs, quarterLabel } of limits) {
    codes.set(quarterLabel, (codes.get(quarterLabel) ?? new Set()).add(hcpcs));
  }
  return codes;
}

function fullestOf(codes: ReadonlyMap<string, ReadonlySet<string>>): readonly [string, number] {
  return [...codes].reduce<readonly [string, number]>(
    (fullest, [label, { size }]) => (size > fullest[1] ? [label, size] : fullest),
    ['any quarter', 0],
  );
}
