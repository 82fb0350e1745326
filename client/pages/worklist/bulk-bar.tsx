/** What can be done to all chosen cases at once, and the switch of the single keys. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { BulkAction, CaseRow, StaffMemberShown } from '../../../api-contract/worklist.schema.ts';
import type { Acts } from './use-worklist.ts';

interface BulkBarProps {
  readonly rows: readonly CaseRow[];
  readonly staff: readonly StaffMemberShown[];
  readonly acts: Acts;
  readonly onNone: () => void;
}

/** Nothing chosen, nothing to do to it. */
export const BulkBar = (props: BulkBarProps): ReactElement | null =>
  props.rows.length === 0 ? null : (
    <div
      className="cr-worklist-bulk cr-worklist-foot cr-worklist-print-off"
      role="group"
      aria-label="Do to all chosen cases"
    >
      <Chosen {...props} />
    </div>
  );

export interface KeySwitchProps {
  readonly keysOn: boolean;
  readonly onKeys: (isOn: boolean) => void;
  readonly onHelp: () => void;
}

export const KeySwitch = ({ keysOn, onKeys, onHelp }: KeySwitchProps): ReactElement => (
  <>
    <label className="cr-field">
      <input type="checkbox" checked={keysOn} onChange={(event) => onKeys(event.currentTarget.checked)} />
      <span>Single keys</span>
    </label>
    <Button size="compact-sm" variant="default" onClick={onHelp}>
      Keys
    </Button>
  </>
);

const Chosen = ({ rows, staff, acts, onNone }: BulkBarProps): ReactElement => {
  const [to, setTo] = useState(staff[0]?.ref ?? '');
  const [until, setUntil] = useState('');
  const act = async (action: BulkAction['action'], text: string): Promise<void> => {
    await acts.actOnAll(rows, action, text);
    onNone();
  };
  return (
    <>
      <strong role="status">{rows.length} chosen</strong>
      <Button size="compact-sm" disabled={acts.isBusy} onClick={() => void act({ do: 'take' }, 'Taken')}>
        Take
      </Button>
      <label className="cr-field">
        <span>Owner</span>
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          {staff.map(({ ref, name }) => (
            <option key={ref} value={ref}>
              {name ?? ref}
            </option>
          ))}
        </select>
      </label>
      <Button
        size="compact-sm"
        variant="default"
        disabled={acts.isBusy || to === ''}
        onClick={() => void act({ do: 'assign', to }, 'Assigned')}
      >
        Assign
      </Button>
      <label className="cr-field">
        <span>Until</span>
        <input type="date" value={until} onChange={(event) => setUntil(event.currentTarget.value)} />
      </label>
      <Button
        size="compact-sm"
        variant="default"
        disabled={acts.isBusy || until === ''}
        onClick={() => void act({ do: 'snooze', until }, 'Snoozed')}
      >
        Snooze
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={acts.isBusy}
        onClick={() => void act({ do: 'release' }, 'Released')}
      >
        Release
      </Button>
      <Button size="compact-sm" variant="default" onClick={onNone}>
        Choose none
      </Button>
    </>
  );
};
