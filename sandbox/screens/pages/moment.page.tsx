/** Every activity but booking: what it is about, what ChairReady says to it, and the button that carries it out. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { MomentWish } from '../../screens-api/moments.schema.ts';
import type { PatientDetail } from '../../screens-api/screens.schema.ts';
import { AdvicePanel } from '../panels/advice.panel.tsx';
import { MomentPanel } from '../panels/moment.panel.tsx';
import { SignPanel } from '../panels/sign.panel.tsx';
import { DoneLine } from '../ui/done-line.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import type { Activity } from '../view/activity.ts';
import { ACTIVITIES } from '../view/activity.ts';
import type { Choice, MomentForm } from '../view/moment-form.ts';
import { EMPTY_MOMENT, missingFor, momentRequest } from '../view/moment-form.ts';
import type { ChartPageProps } from './chart-page-props.ts';
import type { useLaunch } from './use-launch.ts';
import { useMoment, useSigning } from './use-moment.ts';

export interface MomentPageProps extends ChartPageProps {
  readonly chart: PatientDetail;
  readonly activity: Exclude<Activity, 'book'>;
  /** Ticked in the list of orders. */
  readonly orders: readonly string[];
  readonly launch: ReturnType<typeof useLaunch>;
}

export const MomentPage = (props: MomentPageProps): ReactElement => {
  const { activity, look, launch } = props;
  const text = ACTIVITIES.find(({ value }) => value === activity);
  const desk = useMomentDesk(props);
  const { deed, signing } = desk;
  return (
    <section className="sb-booking" aria-labelledby="moment-heading">
      <h2 id="moment-heading">{text?.label}</h2>
      <p className="sb-muted">{text?.about}</p>
      <p role="status">{desk.missing}</p>
      <Deed {...props} desk={desk} />
      <Outcome deed={deed} signing={signing} />
      <AdvicePanel
        {...desk.advice}
        exchange={signing.data ?? desk.advice.exchange}
        look={look}
        stays
        actions={{
          onOpenLink: (link) => launch.mutate({ link }),
          isOpening: launch.isPending,
          openProblem: launch.variables?.link === undefined ? null : launch.error,
        }}
      />
    </section>
  );
};

const Outcome = ({ deed, signing }: Pick<ReturnType<typeof useMomentDesk>, 'deed' | 'signing'>): ReactElement => (
  <>
    {deed.isError ? <ProblemLine what="Not done" problem={deed.error} /> : null}
    {signing.isError ? <ProblemLine what="Not asked" problem={signing.error} /> : null}
    {deed.isSuccess ? <DoneLine>{deed.data.did}</DoneLine> : null}
  </>
);

function useMomentDesk({ activity, chart, orders, viewer, state, onExchange }: MomentPageProps) {
  const [form, setForm] = useState(EMPTY_MOMENT);
  const choice: Choice = { activity, chart, orders, form, user: viewer.reference, place: state };
  const missing = missingFor(choice);
  const request = missing === undefined ? momentRequest(choice) : undefined;
  // The hook fires as the dose is opened, not at every digit that is typed: its card is not said twice.
  const opening = missing === undefined ? momentRequest({ ...choice, form: { ...form, given: '' } }) : undefined;
  const { advice, deed } = useMoment(opening, onExchange);
  const carryOut = (wish: MomentWish): void => deed.mutate(wish, { onSuccess: () => setForm(EMPTY_MOMENT) });
  const signing = useSigning(onExchange, carryOut);
  const change = (next: Partial<MomentForm>): void => {
    deed.reset();
    signing.reset();
    setForm({ ...form, ...next });
  };
  return { form, missing, request, advice, deed, signing, carryOut, change };
}

const Deed = ({
  desk,
  ...props
}: MomentPageProps & { readonly desk: ReturnType<typeof useMomentDesk> }): ReactElement => {
  const { activity, chart, orders, state } = props;
  const { form, change, request, carryOut, deed, signing } = desk;
  const isReady = request !== undefined;
  const withRequest = (act: (wish: MomentWish) => void) => (): void => {
    if (request !== undefined) act(request);
  };
  if (activity !== 'sign')
    return (
      <MomentPanel
        {...{ activity, chart, state, form, change, isReady }}
        isBusy={deed.isPending}
        onCarryOut={withRequest(carryOut)}
      />
    );
  return (
    <SignPanel
      {...{ chart, orders, form, change, isReady }}
      isSigning={signing.isPending || deed.isPending}
      wasAsked={signing.isSuccess}
      onSign={withRequest((wish) => signing.mutate({ ...wish, moment: 'order-sign' }))}
      onSignAnyway={withRequest((wish) => carryOut({ ...wish, moment: 'order-sign' }))}
    />
  );
};
