/** Who has how much to do today, against what the configuration says they can. */
import type { ReactElement } from 'react';
import type { Supervision } from '../../../api-contract/supervisor.schema.ts';
import { fullDay } from '../../ui/text.ts';
import type { SupervisorParts } from './supervisor-parts.ts';

export const LoadPanel = ({ page }: SupervisorParts): ReactElement => (
  <section className="cr-panel" aria-label="Load against capacity">
    <h2>Load against capacity</h2>
    {page.load.length === 0 ? (
      <p>Nobody who works on cases is known yet: name them under staff in the configuration.</p>
    ) : (
      <table className="cr-table">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col" className="cr-number">
              Due today
            </th>
            <th scope="col" className="cr-number">
              Open
            </th>
            <th scope="col" className="cr-number">
              Overdue
            </th>
          </tr>
        </thead>
        <tbody>
          {page.load.map((load) => (
            <LoadRow key={load.who.ref} load={load} />
          ))}
        </tbody>
      </table>
    )}
  </section>
);

const LoadRow = ({ load }: { readonly load: Supervision['load'][number] }): ReactElement => (
  <tr>
    <td>
      <bdi>{load.who.name ?? load.who.ref}</bdi>
      {load.absence !== undefined && (
        <span className="cr-muted">
          , away until {fullDay(load.absence.until)}
          {load.absence.cover === undefined
            ? ', no cover'
            : `, cover ${load.absence.cover.name ?? load.absence.cover.ref}`}
        </span>
      )}
      <Bar load={load} />
    </td>
    <td className="cr-number">
      {load.dueToday}
      {load.capacityPerDay !== undefined && ` of ${String(load.capacityPerDay)}`}
      {isOver(load) && <span className="cr-worklist-late">over capacity</span>}
    </td>
    <td className="cr-number">{load.open}</td>
    <td className="cr-number">{load.overdue}</td>
  </tr>
);

const isOver = ({ dueToday, capacityPerDay }: Supervision['load'][number]): boolean =>
  capacityPerDay !== undefined && dueToday > capacityPerDay;

/** The figures beside it say the same. */
const Bar = ({ load }: { readonly load: Supervision['load'][number] }): ReactElement | null => {
  const { dueToday, capacityPerDay } = load;
  if (capacityPerDay === undefined) return null;
  const share = Math.min(100, (dueToday / capacityPerDay) * 100);
  return (
    <svg
      className={isOver(load) ? 'cr-supervisor-bar cr-supervisor-over' : 'cr-supervisor-bar'}
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect x="0" y="0" width={share} height="10" />
    </svg>
  );
};
