/** What has to be said at the desk, in the pharmacy or at the chair, and the button that does it. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { PatientDetail, State } from '../../screens-api/screens.schema.ts';
import type { Activity } from '../view/activity.ts';
import type { MomentForm } from '../view/moment-form.ts';
import { chosenVisit, openVisits } from '../view/moment-form.ts';
import { DOSE_UNITS } from '../view/order-form.ts';
import { whenText } from '../view/visit-text.ts';

interface MomentPanelProps {
  readonly activity: Exclude<Activity, 'book'>;
  readonly chart: PatientDetail;
  readonly state: State;
  readonly form: MomentForm;
  readonly change: (next: Partial<MomentForm>) => void;
  readonly isReady: boolean;
  readonly isBusy: boolean;
  readonly onCarryOut: () => void;
}

export const MomentPanel = (props: MomentPanelProps): ReactElement | null => {
  const { activity, isReady, isBusy, onCarryOut } = props;
  const deed = DEEDS[activity];
  if (deed === undefined) return null;
  return (
    <div className="sb-plan">
      <div className="sb-plan-fields">
        {NEEDS_VISIT.includes(activity) ? <VisitChoice {...props} /> : null}
        {activity === 'give' ? <DoseFields {...props} /> : null}
        <Button size="xs" className="sb-book" disabled={!isReady} loading={isBusy} onClick={onCarryOut}>
          {deed}
        </Button>
      </div>
    </div>
  );
};

const NEEDS_VISIT: readonly Activity[] = ['check-in', 'give', 'check-out'];

/** Opening a chart does nothing; signing has its own panel. */
const DEEDS: Readonly<Record<Exclude<Activity, 'book'>, string | undefined>> = {
  sign: undefined,
  verify: 'Verify and mix',
  'check-in': 'Check in',
  give: 'Chart the dose',
  'check-out': 'Check out',
  chart: undefined,
};

const VisitChoice = ({ chart, state, form, change }: MomentPanelProps): ReactElement | null => {
  const visits = openVisits(chart, state);
  if (visits.length === 0) return null;
  return (
    <NativeSelect
      size="xs"
      label="Visit"
      data={visits.map(({ id, start, status }) => ({
        value: id,
        label: `${whenText(start, state.timeZone)}, ${status}`,
      }))}
      value={chosenVisit(chart, state, form)}
      onChange={({ currentTarget }) => change({ appointment: currentTarget.value })}
    />
  );
};

const DoseFields = ({ form, change }: MomentPanelProps): ReactElement => (
  <>
    <TextInput
      size="xs"
      label="Given"
      inputMode="decimal"
      value={form.given}
      onChange={({ currentTarget }) => change({ given: currentTarget.value.trim() })}
    />
    <NativeSelect
      size="xs"
      label="Unit"
      data={[...DOSE_UNITS]}
      value={form.unit}
      onChange={({ currentTarget }) => change({ unit: currentTarget.value })}
    />
  </>
);
