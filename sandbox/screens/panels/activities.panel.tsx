/** The activities of the EHR beside each other, as tabs of the open chart. */
import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import type { Activity } from '../view/activity.ts';
import { ACTIVITIES } from '../view/activity.ts';

interface ActivitiesPanelProps {
  readonly activity: Activity;
  readonly onActivity: (activity: Activity) => void;
}

export const ActivitiesPanel = ({ activity, onActivity }: ActivitiesPanelProps): ReactElement => (
  <div className="sb-activities">
    <SegmentedControl
      size="xs"
      aria-label="Activity"
      data={ACTIVITIES.map(({ value, label }) => ({ value, label }))}
      value={activity}
      onChange={(value) => {
        const chosen = ACTIVITIES.find((each) => each.value === value);
        if (chosen !== undefined) onActivity(chosen.value);
      }}
    />
  </div>
);
