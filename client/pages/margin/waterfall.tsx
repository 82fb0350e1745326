/** Five lines from what is allowed down to the margin: bars for the eye, the same numbers as a table. */
import type { ReactElement } from 'react';
import type { MarginDetail } from '../../../api-contract/margin.schema.ts';
import { dollarsText } from '../../ui/text.ts';

export const Waterfall = ({ lines }: { readonly lines: MarginDetail['waterfall'] }): ReactElement => (
  <table className="cr-margin-waterfall">
    <caption className="cr-hidden">From what is allowed to the margin</caption>
    <tbody>
      {barsOf(lines).map(({ label, amount, from, to, isNegative }) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          <td className="cr-margin-bar">
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect
                x={from}
                width={to === from ? 0 : Math.max(0.5, to - from)}
                y="1"
                height="8"
                className={isNegative ? 'cr-margin-less' : 'cr-margin-more'}
              />
            </svg>
          </td>
          <td className="cr-number">{dollarsText(amount)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

interface Bar {
  readonly label: string;
  readonly amount: string;
  readonly from: number;
  readonly to: number;
  readonly isNegative: boolean;
}

/** Each line begins where the one before ended; first and last stand on the ground. */
function barsOf(lines: MarginDetail['waterfall']): readonly Bar[] {
  const amounts = lines.map(({ amount }) => Number(amount));
  const [allowed = 0] = amounts;
  const margin = amounts.at(-1) ?? 0;
  const [lowest, highest] = [Math.min(0, margin), Math.max(allowed, 0, margin)];
  const scale = highest === lowest ? 0 : 100 / (highest - lowest);
  const at = (value: number): number => (value - lowest) * scale;
  let reached = 0;
  return lines.map(({ label, amount }, position) => {
    const value = amounts[position] ?? 0;
    const isTotal = position === 0 || position === lines.length - 1;
    const [start, end] = isTotal ? [0, value] : [reached, reached + value];
    reached = end;
    return {
      ...{ label, amount },
      from: at(Math.min(start, end)),
      to: at(Math.max(start, end)),
      isNegative: value < 0,
    };
  });
}
