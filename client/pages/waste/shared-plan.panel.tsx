/** One drug's doses of the day drawn from shared vials, beside what they would open each for itself. */
import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { SharedDose, SharedPlan } from '../../../api-contract/waste-sharing.schema.ts';
import { clockText } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useChange } from './use-waste.ts';
import { amountWords, vialsWords } from './waste-words.ts';

interface SharedPlanProps extends PageProps {
  readonly plan: SharedPlan;
  readonly day: string;
  readonly timeZone: string;
}

export const SharedPlanPanel = ({ api, onEnded, plan, day, timeZone }: SharedPlanProps): ReactElement => {
  const { hcpcs, label, site, digest, vials, remainder, apart, doses } = plan;
  const approve = useChange(() => api.call(ROUTES.approvePlan, { body: { day, hcpcs, site, digest } }), onEnded);
  return (
    <section className="cr-panel" aria-label={`${label}, ${hcpcs}`}>
      <h2>
        {label} ({hcpcs}), {doses.length} doses
      </h2>
      <dl className="cr-waste-amounts">
        <Way name="Shared" vials={vialsWords(vials)} left={amountWords(remainder)} />
        <Way name="Each for itself" vials={vialsWords(apart.vials)} left={amountWords(apart.remainder)} />
      </dl>
      <WhoGetsWhat doses={doses} timeZone={timeZone} />
      {approve.error !== null && (
        <p role="alert" className="cr-waste-fault">
          {approve.error.message}
        </p>
      )}
      <Button size="compact-md" loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
        Approve this plan
      </Button>
    </section>
  );
};

const Way = ({
  name,
  vials,
  left,
}: {
  readonly name: string;
  readonly vials: string;
  readonly left: string;
}): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>
      {vials}, {left} discarded
    </dd>
  </div>
);

/** A real table: one row for each dose, its part of every vial named. */
export const WhoGetsWhat = ({
  doses,
  timeZone,
}: {
  readonly doses: readonly SharedDose[];
  readonly timeZone: string;
}): ReactElement => (
  <div className="cr-waste-table" tabIndex={0} role="region" aria-label="Who gets what of which vial">
    <table className="cr-table cr-table-sheets">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Patient</th>
          <th scope="col">Dose</th>
          <th scope="col">Drawn from</th>
        </tr>
      </thead>
      <tbody>
        {doses.map(({ appointment, line, patient, start, dose, shares }) => (
          <tr key={`${appointment} ${line}`}>
            <td data-name="Time">{start === undefined ? '' : (clockText(start, timeZone) ?? '')}</td>
            <td data-name="Patient">
              <bdi>{patient.name ?? patient.ref}</bdi>
            </td>
            <td data-name="Dose">{amountWords(dose)}</td>
            <td data-name="Drawn from">{sharesWords(shares)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** "vials 1 to 3 whole, 50 mg of vial 4": a vial that one dose empties alone is whole. */
function sharesWords(shares: SharedDose['shares']): string {
  const whole = shares.filter(isWhole).map(({ vial }) => vial);
  const parts = shares
    .filter((share) => !isWhole(share))
    .map(({ vial, taken }) => `${amountWords(taken)} of vial ${String(vial)}`);
  const [first, last] = [whole[0], whole.at(-1)];
  const wholes =
    first === undefined || last === undefined
      ? []
      : [first === last ? `vial ${String(first)} whole` : `vials ${String(first)} to ${String(last)} whole`];
  return [...wholes, ...parts].join(', ');
}

const isWhole = ({ content, taken }: SharedDose['shares'][number]): boolean => content.value === taken.value;
