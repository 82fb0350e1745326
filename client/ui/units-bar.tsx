/** Units used, booked and left of one authorization: a bar, and the same numbers as a table that is also its legend. */
import type { ReactElement, ReactNode } from 'react';
import type { SeriesUnits } from '../view/units-of-series.ts';
import { DateText } from './date-text.tsx';
import { Term } from './term.tsx';
import { countText, unitsText } from './text.ts';

type Part = 'used' | 'this' | 'later' | 'left' | 'short' | 'authorized';

export const UnitsBar = ({ units, label }: { readonly units: SeriesUnits; readonly label: string }): ReactElement => (
  <figure className="cr-units">
    <Bar units={units} />
    {/* Laid out as a row of pairs that may wrap; the roles keep it a table for screen readers. */}
    <table className="cr-units-table" role="table">
      <caption className="cr-hidden">{label}</caption>
      <tbody role="rowgroup">
        {partsOf(units).map(({ part, name, count }) => (
          <tr key={part} role="row">
            <th scope="row" role="rowheader">
              {part !== 'authorized' && <span className={`cr-swatch cr-part-${part}`} aria-hidden="true" />}
              {name}
            </th>
            <td role="cell">
              {countText(count)} {part === 'authorized' && <Basis of={units.basis} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    <Remarks units={units} />
  </figure>
);

const Basis = ({ of }: { readonly of: SeriesUnits['basis'] }): ReactNode =>
  of === 'units' ? <Term of="units" /> : 'visits';

const Bar = ({ units }: { readonly units: SeriesUnits }): ReactElement => {
  const whole = units.used + units.thisVisit + units.later + units.left;
  const scale = whole > 0 ? 100 / whole : 0;
  let at = 0;
  return (
    <svg className="cr-units-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <Stripes />
      {segments(units).map(({ part, count }) => {
        const x = at;
        at += count * scale;
        return <rect key={part} x={x} y="0" width={count * scale} height="10" className={`cr-part-${part}`} />;
      })}
      <line
        x1={units.authorized * scale}
        x2={units.authorized * scale}
        y1="-2.5"
        y2="12.5"
        className="cr-units-limit"
      />
    </svg>
  );
};

/** Two patterns, so that booked and short differ without color. */
const Stripes = (): ReactElement => (
  <defs>
    <pattern id="cr-stripes" width="1.2" height="10" patternUnits="userSpaceOnUse">
      <rect width="1.2" height="10" className="cr-stripe-ground" />
      <rect width="0.5" height="10" className="cr-stripe-line" />
    </pattern>
    <pattern id="cr-short" width="1.6" height="3" patternUnits="userSpaceOnUse">
      <rect width="1.6" height="3" className="cr-short-ground" />
      <rect width="1.6" height="1.2" className="cr-short-line" />
    </pattern>
  </defs>
);

const Remarks = ({ units }: { readonly units: SeriesUnits }): ReactElement | null => {
  if (units.firstShort === undefined && units.uncounted === 0) return null;
  return (
    <figcaption className="cr-small">
      {units.firstShort !== undefined && (
        <strong>
          {unitsText(units.short, units.basis)} short from <DateText day={units.firstShort} form="short" />.{' '}
        </strong>
      )}
      {units.uncounted > 0 && `${unitsText(units.uncounted, 'visits')} not counted: dose unknown.`}
    </figcaption>
  );
};

interface Share {
  readonly part: Part;
  readonly name: string;
  readonly count: number;
}

function partsOf(units: SeriesUnits): Share[] {
  const always: Share[] = [
    { part: 'used', name: 'Used before', count: units.used },
    { part: 'this', name: 'This visit', count: units.thisVisit },
    { part: 'later', name: 'Booked later', count: units.later },
  ];
  const end: Share =
    units.short > 0
      ? { part: 'short', name: 'Short', count: units.short }
      : { part: 'left', name: 'Left', count: units.left };
  return [...always, end, { part: 'authorized', name: 'Authorized', count: units.authorized }];
}

/** What is booked beyond the limit is drawn as short: taken from the later visits first, then from this one. */
function segments(units: SeriesUnits): Share[] {
  const laterShort = Math.min(units.short, units.later);
  const thisShort = Math.min(units.short - laterShort, units.thisVisit);
  return [
    { part: 'used', name: '', count: units.used },
    { part: 'this', name: '', count: units.thisVisit - thisShort },
    { part: 'later', name: '', count: units.later - laterShort },
    { part: 'short', name: '', count: laterShort + thisShort },
    { part: 'left', name: '', count: units.left },
  ];
}
