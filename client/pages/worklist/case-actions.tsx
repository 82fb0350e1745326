/** What can be done to a case. The control that settles it repeats whose it is. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import type { CaseAction, CaseRow } from '../../../api-contract/worklist.schema.ts';
import { statedOutcome } from '../../../api-contract/worklist.schema.ts';
import { shortDay } from '../../ui/text.ts';
import { WhoAndWhen } from '../../ui/who-and-when.tsx';
import { useTypedText } from '../../view/typed-text.ts';
import type { CaseDrawerProps } from './drawer-props.ts';
import { aboutOf, OUTCOME } from './case-words.ts';

type Form = 'assign' | 'snooze' | 'wait' | 'note' | 'resolve';

export const CaseActions = (props: CaseDrawerProps): ReactElement => {
  const { row, acts, begin } = props;
  const [form, setForm] = useState<Form | undefined>(begin);
  const act = async (action: CaseAction, text: string): Promise<void> => {
    // What was typed stays in its field until it is kept.
    if (await acts.act(row, action, text)) setForm(undefined);
  };
  const forms = { ...props, act };
  return (
    <section className="cr-panel cr-fields cr-worklist-print-off" aria-label="Actions">
      {row.closed === undefined ? (
        <Buttons row={row} form={form} isBusy={acts.isBusy} onForm={setForm} act={act} />
      ) : (
        <div className="cr-worklist-line">
          <Button size="compact-sm" loading={acts.isBusy} onClick={() => void act({ do: 'reopen' }, 'Opened again')}>
            Open again
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setForm('note')}>
            Note
          </Button>
        </div>
      )}
      {form === 'assign' && <AssignForm {...forms} />}
      {form === 'snooze' && <SnoozeForm {...forms} />}
      {form === 'wait' && <WaitForm {...forms} />}
      {form === 'note' && <NoteForm {...forms} />}
      {form === 'resolve' && <ResolveForm {...forms} />}
    </section>
  );
};

interface ButtonsProps {
  readonly row: CaseRow;
  readonly form: Form | undefined;
  readonly isBusy: boolean;
  readonly onForm: (form: Form | undefined) => void;
  readonly act: (action: CaseAction, text: string) => Promise<void>;
}

const Buttons = ({ row, form, isBusy, onForm, act }: ButtonsProps): ReactElement => {
  const button = (text: string, action: CaseAction, told: string): ReactElement => (
    <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void act(action, told)}>
      {text}
    </Button>
  );
  const opener = (name: Form, text: string): ReactElement => (
    <Button
      size="compact-sm"
      variant="default"
      aria-expanded={form === name}
      onClick={() => onForm(form === name ? undefined : name)}
    >
      {text}
    </Button>
  );
  return (
    <div className="cr-worklist-line">
      {row.owner === undefined && (
        <Button size="compact-sm" disabled={isBusy} onClick={() => void act({ do: 'take' }, 'Taken')}>
          Take
        </Button>
      )}
      {opener('assign', 'Assign')}
      {row.owner !== undefined && button('Release', { do: 'release' }, 'Released')}
      {row.snoozedUntil === undefined ? opener('snooze', 'Snooze') : button('Wake', { do: 'wake' }, 'Awake again')}
      {row.waiting === undefined
        ? opener('wait', 'Wait for')
        : button('No longer waiting', { do: 'resume' }, 'Resumed')}
      {button(row.isUrgent ? 'Not urgent' : 'Urgent', { do: 'urgency', urgent: !row.isUrgent }, 'Urgency stated')}
      {opener('note', 'Note')}
      {opener('resolve', 'Resolve')}
    </div>
  );
};

interface FormProps extends CaseDrawerProps {
  readonly act: (action: CaseAction, text: string) => Promise<void>;
}

const Fields = (props: {
  readonly onSubmit: () => void;
  readonly isBusy: boolean;
  readonly button: string;
  readonly children: ReactNode;
}): ReactElement => {
  const form = useRef<HTMLFormElement>(null);
  // Not `autoFocus`: where a key opens the drawer with its form, the field is drawn before the drawer can hold the focus.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('select, input, textarea')?.focus();
  }, []);
  return (
    <form
      ref={form}
      className="cr-fields"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <div>
        <Button type="submit" size="compact-sm" loading={props.isBusy}>
          {props.button}
        </Button>
      </div>
    </form>
  );
};

const AssignForm = ({ row, counts, acts, act }: FormProps): ReactElement => {
  const staff = counts?.staff ?? [];
  // A key may open the form before the staff are read: then the first of them stands chosen as soon as they are.
  const [chosen, setTo] = useState<string>();
  const to = chosen ?? staff[0]?.ref ?? '';
  const name = staff.find(({ ref }) => ref === to)?.name ?? to;
  const assign = (): void => {
    if (to !== '') void act({ do: 'assign', to }, `Assigned to ${name}`);
  };
  return (
    <Fields button="Assign" isBusy={acts.isBusy} onSubmit={assign}>
      <label className="cr-field">
        <span>Owner</span>
        <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          {staff.map(({ ref, name: shown }) => (
            <option key={ref} value={ref}>
              {shown ?? ref}
              {ref === row.owner?.ref ? ' (now)' : ''}
            </option>
          ))}
        </select>
      </label>
    </Fields>
  );
};

const SnoozeForm = ({ row, session, acts, act }: FormProps): ReactElement => {
  const first = nextDay(session.today);
  const [until, setUntil] = useState(first);
  return (
    <Fields
      button="Snooze"
      isBusy={acts.isBusy}
      onSubmit={() => void act({ do: 'snooze', until }, `Snoozed until ${shortDay(until)}`)}
    >
      <label className="cr-field">
        <span>Until</span>
        <input
          type="date"
          required
          value={until}
          min={first}
          max={row.visit.date}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </label>
    </Fields>
  );
};

function nextDay(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

const WaitForm = ({ session, acts, act }: FormProps): ReactElement => {
  const [what, setWhat] = useState('');
  useTypedText(what);
  const [until, setUntil] = useState('');
  const action = { do: 'wait', for: what, ...(until === '' ? {} : { until }) } as const;
  return (
    <Fields button="Wait" isBusy={acts.isBusy} onSubmit={() => void act(action, `Waiting for ${what}`)}>
      <label className="cr-field">
        <span>Waiting for</span>
        <input required maxLength={200} value={what} onChange={(event) => setWhat(event.currentTarget.value)} />
      </label>
      <label className="cr-field">
        <span>Expected by (if known)</span>
        <input
          type="date"
          min={session.today}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </label>
    </Fields>
  );
};

const NoteForm = ({ acts, act }: FormProps): ReactElement => {
  const [text, setText] = useState('');
  useTypedText(text);
  return (
    <Fields button="Add the note" isBusy={acts.isBusy} onSubmit={() => void act({ do: 'note', text }, 'Note added')}>
      <label>
        Note
        <textarea required maxLength={4000} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </label>
    </Fields>
  );
};

const ResolveForm = ({ row, session, acts, act }: FormProps): ReactElement => {
  const [outcome, setOutcome] = useState<(typeof statedOutcome.options)[number]>('approved');
  const [on, setOn] = useState(session.today);
  const [comment, setComment] = useState('');
  useTypedText(comment);
  const action: CaseAction = {
    ...{ do: 'resolve', outcome, on, patient: row.patient.ref, visitDate: row.visit.date },
    ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
  };
  return (
    <Fields
      button="Resolve this case"
      isBusy={acts.isBusy}
      onSubmit={() => void act(action, `Resolved: ${OUTCOME[outcome].toLowerCase()}`)}
    >
      <WhoAndWhen about={aboutOf(row)} />
      <label className="cr-field">
        <span>Outcome</span>
        <select value={outcome} onChange={(event) => setOutcome(statedOutcome.parse(event.currentTarget.value))}>
          {statedOutcome.options.map((name) => (
            <option key={name} value={name}>
              {OUTCOME[name]}
            </option>
          ))}
        </select>
      </label>
      <label className="cr-field">
        <span>Decided on</span>
        <input
          type="date"
          required
          max={session.today}
          value={on}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
      </label>
      <label>
        Comment
        <textarea maxLength={4000} value={comment} onChange={(event) => setComment(event.currentTarget.value)} />
      </label>
      <p className="cr-muted">
        This closes the case. It does not record an authorization: attest that on the visit, else the case opens again
        in three days.
      </p>
    </Fields>
  );
};
