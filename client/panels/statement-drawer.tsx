/** A drawer in which somebody says something about a drug of a visit. What is typed outlives every failure. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { StatementDesk } from '../../api-contract/attestation-view.schema.ts';
import type { StatementContent } from '../../api-contract/attestation.schema.ts';
import { Drawer } from '../ui/drawer.tsx';
import { longDay } from '../ui/text.ts';
import { ROLE } from '../ui/wording.ts';
import type { StatementDraft } from '../view/statement-draft.ts';
import { statusOf } from '../view/statement-draft.ts';
import { AuthorizationForm } from './authorization.form.tsx';
import { FormProblem, Leaving } from './form-problem.tsx';
import type { FieldsProps } from './statement-fields.tsx';
import { LongField } from './statement-fields.tsx';
import { SupplyForm } from './supply.form.tsx';
import type { StatementFormProps } from './use-statement-form.ts';
import { useStatementForm } from './use-statement-form.ts';
import './staff.css';

export interface StatementDrawerProps extends StatementFormProps {
  readonly desk: StatementDesk;
  readonly onClose: () => void;
}

export const StatementDrawer = (props: StatementDrawerProps): ReactElement => {
  const { decision, visit, start, onClose } = props;
  const form = useStatementForm(props);
  const [isLeaving, setLeaving] = useState(false);
  const isTouched = form.draft !== start;
  return (
    <Drawer
      title={TITLES[start.kind]}
      about={{ patient: decision.patient, visit: longDay(visit.date) }}
      onClose={() => {
        if (isTouched) setLeaving(true);
        else onClose();
      }}
      actions={
        isLeaving ? (
          <Leaving onStay={() => setLeaving(false)} onLeave={onClose} />
        ) : (
          <Button type="submit" form={FORM} loading={form.isSending}>
            {submitText(form.draft)}
          </Button>
        )
      }
    >
      <form
        id={FORM}
        className="cr-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          form.send();
        }}
      >
        <FormProblem problem={form.problem} faults={form.faults} />
        <DrugChoice {...props} order={form.order} onOrder={form.setOrder} />
        <Fields {...props} draft={form.draft} faults={form.faults} onChange={form.change} />
      </form>
    </Drawer>
  );
};

const FORM = 'cr-statement';

const TITLES: Readonly<Record<StatementContent['kind'], string>> = {
  authorization: 'Record what the payer said',
  supply: 'Who brings the drug',
  'proceed-at-risk': 'Go ahead at risk',
  note: 'Note on this visit',
};

function submitText(draft: StatementDraft): string {
  switch (draft.kind) {
    case 'authorization': {
      const status = statusOf(draft);
      return status === 'approved' || status === 'partial' ? 'Attest this approval' : 'Record';
    }
    case 'supply':
      return 'Change the supply';
    case 'proceed-at-risk':
      return 'Approve going ahead at risk';
    case 'note':
      return 'Keep the note';
  }
}

const Fields = (props: StatementDrawerProps & FieldsProps): ReactElement => {
  const { desk, session, start, draft, faults, onChange } = props;
  const fields = { draft, faults, onChange };
  switch (start.kind) {
    case 'authorization':
      return <AuthorizationForm {...fields} desk={desk} writer={session.user.name ?? ROLE[session.user.role]} />;
    case 'supply':
      return <SupplyForm {...fields} />;
    case 'proceed-at-risk':
      return (
        <>
          <p className="cr-form-note">
            You approve, under your name, that the dose is given although its authorization is not settled. Nothing
            becomes clear by it: every finding stays.
          </p>
          <LongField {...fields} name="reason" isRequired />
        </>
      );
    case 'note':
      return <LongField {...fields} name="text" isRequired rows={5} />;
  }
};

type DrugChoiceProps = Pick<StatementDrawerProps, 'visit'> & {
  readonly order: string;
  readonly onOrder: (order: string) => void;
};

/** Only a visit with several drugs leaves something to choose; one drug is named, so that nobody takes it for another. */
const DrugChoice = ({ visit, order, onOrder }: DrugChoiceProps): ReactElement =>
  visit.drugs.length > 1 ? (
    <NativeSelect
      label="Drug"
      value={order}
      data={visit.drugs.map((drug) => ({ value: drug.order, label: drug.name }))}
      onChange={({ currentTarget }) => onOrder(currentTarget.value)}
    />
  ) : (
    <p className="cr-form-drug">
      Drug: <bdi>{visit.drugs[0]?.name}</bdi>
    </p>
  );
