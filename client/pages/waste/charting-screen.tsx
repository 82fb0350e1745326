/** All drugs of one visit on one screen: look, change what differs, sign. The sign bar says for whom once more. */
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { ROUTES } from '../../../api-contract/routes.ts';
import type { DrugToChart, DrugToSign, VisitChartingView, VisitToChart } from '../../../api-contract/waste.schema.ts';
import { useAddressAtSite } from '../../ui/followed-site.ts';
import { PageProblem } from '../../ui/page-problem.tsx';
import { clockText, fullDay, shortDay } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { DrugCharting } from './drug-charting.tsx';
import { useChange } from './use-waste.ts';
import { isToSign, unchanged } from './waste-words.ts';

export const ChartingScreen = (props: PageProps): ReactElement => {
  const { type = 'Appointment', id = '', date = '' } = useParams();
  const appointment = `${type}/${id}`;
  const { api, onEnded } = props;
  const fetched = useRoute({
    key: ['waste', 'visit', appointment, date],
    fetch: () => api.call(ROUTES.wasteVisit, { query: { appointment, date } }),
    onEnded,
  });
  if (fetched.data !== undefined) return <Charting key={appointment} {...props} charting={fetched.data} />;
  if (fetched.error !== null)
    return (
      <PageProblem title="The visit could not be read" problem={fetched.error} onRetry={() => void fetched.refetch()} />
    );
  return <p role="status">Reading the visit…</p>;
};

type Drafts = Readonly<Record<string, DrugToSign>>;

const Charting = ({
  api,
  onEnded,
  charting: { visit, policy, timeZone },
}: PageProps & { readonly charting: VisitChartingView }): ReactElement => {
  const addressAtSite = useAddressAtSite();
  const [drafts, setDrafts] = useState<Drafts>({});
  const sign = useChange(
    (drugs: readonly DrugToSign[]) =>
      api.call(ROUTES.signWaste, { body: { appointment: visit.appointment, date: visit.date, drugs } }),
    onEnded,
  );
  const planned = policy.maySign ? stillPlanned(visit, drafts) : [];
  const ready = visit.drugs.flatMap((drug) => signable(drug, drafts[drug.line]) ?? []);
  const change = (line: string, draft: DrugToSign | undefined): void => {
    sign.reset();
    setDrafts(({ [line]: _before, ...others }) => (draft === undefined ? others : { ...others, [line]: draft }));
  };
  const submit = (): void =>
    sign.mutate(ready, {
      onSuccess: () => setDrafts({}),
    });
  return (
    <>
      <SignBar visit={visit} timeZone={timeZone}>
        {policy.maySign && hasOpenDrug(visit, drafts) && (
          <Button size="sm" disabled={ready.length === 0} loading={sign.isPending} onClick={submit}>
            {ready.length === 0 ? 'Sign' : `Sign ${ready.length === 1 ? '1 drug' : `${String(ready.length)} drugs`}`}
          </Button>
        )}
      </SignBar>
      <Said
        isSigned={sign.isSuccess}
        planned={planned}
        onConfirmAll={() => setDrafts({ ...drafts, ...confirmedAll(planned) })}
      />
      {sign.error !== null && (
        <p role="alert" className="cr-waste-fault">
          Nothing was signed: {sign.error.message}
        </p>
      )}
      <div className="cr-waste-drugs">
        {visit.drugs.map((drug) => (
          <DrugCharting
            key={drug.line}
            {...{ api, onEnded, visit, drug, policy, timeZone }}
            draft={drafts[drug.line]}
            onDraft={(draft) => change(drug.line, draft)}
          />
        ))}
        {visit.drugs.length === 0 && (
          <p className="cr-panel">No order could be joined to this visit, so there is nothing to chart from.</p>
        )}
      </div>
      <p>
        <Link to={addressAtSite('/waste')}>Back to the list</Link>
      </p>
    </>
  );
};

interface SaidProps {
  readonly isSigned: boolean;
  readonly planned: readonly DrugToChart[];
  readonly onConfirmAll: () => void;
}

/** What has just happened, or what keeps some drugs from being signed. */
const Said = ({ isSigned, planned, onConfirmAll }: SaidProps): ReactElement => (
  <p role="status" className="cr-waste-said">
    {isSigned ? 'Signed. The chart text is below.' : waiting(planned)}{' '}
    {planned.length > 1 && (
      <Button size="compact-sm" variant="default" onClick={onConfirmAll}>
        All these vials were opened
      </Button>
    )}
  </p>
);

/** What is signed for a drug: a draft of it, or what the pharmacy prepared. What is only planned is never signed by default. */
function signable(drug: DrugToChart, draft: DrugToSign | undefined): readonly DrugToSign[] | undefined {
  if (draft !== undefined) return [draft];
  const entry = drug.state === 'to-chart' ? unchanged(drug) : undefined;
  return entry === undefined ? undefined : [entry];
}

const hasOpenDrug = ({ drugs }: VisitToChart, drafts: Drafts): boolean =>
  drugs.some((drug) => isToSign(drug) || drafts[drug.line] !== undefined);

const stillPlanned = ({ drugs }: VisitToChart, drafts: Drafts): readonly DrugToChart[] =>
  drugs.filter(({ state, line }) => state === 'not-ready' && drafts[line] === undefined);

const confirmedAll = (planned: readonly DrugToChart[]): Drafts =>
  Object.fromEntries(
    planned.flatMap((drug): [string, DrugToSign][] => {
      const start = unchanged(drug);
      return start === undefined ? [] : [[drug.line, { ...start, confirmed: true }]];
    }),
  );

function waiting(planned: readonly DrugToChart[]): string {
  if (planned.length === 0) return '';
  const names = planned.map(({ name }) => name).join(', ');
  return `${names}: the pharmacy has recorded no vials. Confirm what was opened before you sign.`;
}

/** Identity, visit and signature in one place, first in reading order and always in sight. */
const SignBar = ({
  visit,
  timeZone,
  children,
}: {
  readonly visit: VisitToChart;
  readonly timeZone: string;
  readonly children: React.ReactNode;
}): ReactElement => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = 'Chart discarded drug - ChairReady';
    heading.current?.focus();
  }, []);
  const { patient, date, start } = visit;
  const time = start === undefined ? undefined : clockText(start, timeZone);
  return (
    <section className="cr-waste-sign" aria-label="Sign for this patient">
      <div className="cr-grow">
        <h1 ref={heading} tabIndex={-1}>
          <bdi>{patient.name ?? 'Name not in the record'}</bdi>
        </h1>
        <p>
          {patient.birthDate === undefined ? 'birth date not in the record' : `born ${fullDay(patient.birthDate)}`}
          {' · visit '}
          {shortDay(date)}
          {time === undefined ? '' : `, ${time}`}
        </p>
      </div>
      {children}
    </section>
  );
};
