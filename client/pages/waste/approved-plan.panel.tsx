/** An approved plan: who gets what, and the entry of what was opened, which records all its preparations at once. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { ApprovedPlan, PreparePlan } from '../../../api-contract/waste-sharing.schema.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { momentText } from '../../ui/text.ts';
import type { Wording } from '../../ui/wording.ts';
import type { PageProps } from '../page.ts';
import { WhoGetsWhat } from './shared-plan.panel.tsx';
import { useChange } from './use-waste.ts';
import { amountWords } from './waste-words.ts';

interface ApprovedPlanProps extends PageProps {
  readonly plan: ApprovedPlan;
  readonly timeZone: string;
}

const STATE: Readonly<Record<ApprovedPlan['state'], Wording>> = {
  approved: { word: 'Approved, not prepared', tone: 'action', shape: 'hourglass' },
  prepared: { word: 'Prepared', tone: 'confirmed', shape: 'check' },
};

export const ApprovedPlanPanel = (props: ApprovedPlanProps): ReactElement => {
  const { plan, timeZone } = props;
  const { label, hcpcs, by, at, state, doses, remainder } = plan;
  return (
    <section className="cr-panel" aria-label={`Approved: ${label}, ${hcpcs}`}>
      <div className="cr-panel-head">
        <h2>
          {label} ({hcpcs}), approved plan
        </h2>
        <StateBadge state={STATE[state]} />
      </div>
      <p className="cr-small">
        Approved by {by}, {momentText(at, timeZone) ?? at}. Left at the end: {amountWords(remainder)}.
      </p>
      <WhoGetsWhat doses={doses} timeZone={timeZone} />
      {state === 'approved' && <Opened {...props} />}
    </section>
  );
};

type Lots = Readonly<Record<string, { readonly ndc: string; readonly lot: string }>>;

/** Package and lot of each strength, and until what time the shared vials may be used. */
const Opened = ({ api, onEnded, plan }: ApprovedPlanProps): ReactElement => {
  const strengths = [
    ...new Map(
      plan.doses.flatMap(({ shares }) => shares.map(({ content }) => [amountWords(content), content])),
    ).values(),
  ];
  const [lots, setLots] = useState<Lots>({});
  const [useBy, setUseBy] = useState('');
  const record = useChange(
    (body: PreparePlan) => api.call(ROUTES.preparePlan, { params: { id: plan.session }, body }),
    onEnded,
  );
  const until = new Date(useBy);
  const isTimed = useBy !== '' && !Number.isNaN(until.getTime());
  return (
    <form
      className="cr-waste-opened"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTimed) record.mutate(openedAs(strengths, lots, until.toISOString()));
      }}
    >
      {strengths.map((content) => {
        const key = amountWords(content);
        const { ndc = '', lot = '' } = lots[key] ?? {};
        return (
          <div key={key} className="cr-waste-row" role="group" aria-label={`Vials of ${key}`}>
            <span>{key}</span>
            <TextField name="NDC" value={ndc} onChange={(text) => setLots({ ...lots, [key]: { ndc: text, lot } })} />
            <TextField name="Lot" value={lot} onChange={(text) => setLots({ ...lots, [key]: { ndc, lot: text } })} />
          </div>
        );
      })}
      <label className="cr-field cr-field-above">
        <span>Shared vials may be used until</span>
        <input type="datetime-local" required value={useBy} onChange={({ target }) => setUseBy(target.value)} />
      </label>
      {record.error !== null && (
        <p role="alert" className="cr-waste-fault">
          {record.error.message}
        </p>
      )}
      <Button type="submit" size="compact-md" disabled={!isTimed} loading={record.isPending}>
        Opened as planned: record all preparations
      </Button>
    </form>
  );
};

const openedAs = (
  strengths: readonly PreparePlan['lots'][number]['content'][],
  lots: Lots,
  useBy: string,
): PreparePlan => ({
  lots: strengths.map((content) => {
    const { ndc = '', lot = '' } = lots[amountWords(content)] ?? {};
    return { content, ...(ndc === '' ? {} : { ndc }), ...(lot === '' ? {} : { lot }) };
  }),
  useBy,
});

const TextField = ({
  name,
  value,
  onChange,
}: {
  readonly name: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}): ReactElement => (
  <label className="cr-field cr-field-above">
    <span>{name}</span>
    <input size={13} value={value} onChange={({ target }) => onChange(target.value)} />
  </label>
);
