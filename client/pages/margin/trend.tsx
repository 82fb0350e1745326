/** The margin of the same dose in each quarter that is loaded: a line for the eye, a table for everybody. */
import type { ReactElement } from 'react';
import type { MarginDetail } from '../../../api-contract/margin.schema.ts';
import { dollarsText } from '../../ui/text.ts';

type Point = MarginDetail['trend'][number];

export const Trend = ({ trend }: { readonly trend: MarginDetail['trend'] }): ReactElement => (
  <section className="cr-panel" aria-label="Trend by quarter">
    <h2>By quarter</h2>
    {trend.length === 0 ? (
      <p className="cr-muted">No quarter is loaded that lists this code.</p>
    ) : (
      <>
        <Line points={trend} />
        <div className="cr-margin-scroll" tabIndex={0} role="region" aria-label="Quarters">
          <table className="cr-table">
            <thead>
              <tr>
                <th scope="col">Quarter</th>
                <th scope="col" className="cr-number">
                  Limit
                </th>
                <th scope="col" className="cr-number">
                  Margin
                </th>
                <th scope="col">Source</th>
              </tr>
            </thead>
            <tbody>
              {trend.map((point) => (
                <tr key={point.quarter}>
                  <th scope="row">{point.quarter}</th>
                  <td className="cr-number">{point.limit === undefined ? '' : `$${point.limit}`}</td>
                  <td className="cr-number">{point.margin === undefined ? '' : dollarsText(point.margin)}</td>
                  <td className="cr-small">{point.margin === undefined ? point.why : point.priceSource}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </>
    )}
  </section>
);

const [WIDTH, HEIGHT, EDGE] = [240, 60, 6];

/** One quarter is no line. */
const Line = ({ points }: { readonly points: readonly Point[] }): ReactElement | null => {
  const known = points.flatMap(({ margin }, at) => (margin === undefined ? [] : [{ at, value: Number(margin) }]));
  if (known.length < 2) return null;
  const values = known.map(({ value }) => value);
  const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (at: number): number => EDGE + (at * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1);
  const y = (value: number): number =>
    highest === lowest ? HEIGHT / 2 : EDGE + ((highest - value) * (HEIGHT - 2 * EDGE)) / (highest - lowest);
  return (
    <svg className="cr-margin-line" viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} aria-hidden="true">
      <line x1={EDGE} x2={WIDTH - EDGE} y1={y(0)} y2={y(0)} className="cr-margin-zero" />
      <polyline points={known.map(({ at, value }) => `${String(x(at))},${String(y(value))}`).join(' ')} />
      {known.map(({ at, value }) => (
        <circle key={at} cx={x(at)} cy={y(value)} r="2.5" />
      ))}
    </svg>
  );
};
