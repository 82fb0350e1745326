/** The review of alerts: which rules interrupt, what people do with them, and the switch of each. */
import { Button, NativeSelect, Textarea } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import type { AlertsView, RuleAlerts } from '../../../api-contract/alerts.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemPanel } from '../../ui/problem-panel.tsx';
import { countText, momentText, percentText } from '../../ui/text.ts';
import { useTypedText } from '../../view/typed-text.ts';
import type { PageProps } from '../page.ts';
import './alerts.css';

export const AlertsPage = ({ api, onEnded }: PageProps): ReactElement => {
  const alerts = useQuery({ queryKey: ['alerts'], queryFn: () => api.call(ROUTES.alerts) });
  const ended = hasEnded(alerts.error);
  useEffect(() => {
    document.title = 'Alerts review - ChairReady';
    if (ended) onEnded();
  }, [ended, onEnded]);
  return (
    <main className="cr-page">
      <h1>Alerts review</h1>
      {alerts.isPending && <p role="status">Counting what was shown…</p>}
      {alerts.data === undefined && alerts.error !== null && (
        <ProblemPanel
          title="The review could not be read"
          requestId={alerts.error instanceof ApiProblem ? alerts.error.requestId : undefined}
          action={<Button onClick={() => void alerts.refetch()}>Try again</Button>}
        >
          <p>{alerts.error.message}</p>
        </ProblemPanel>
      )}
      {alerts.data !== undefined && <Review alerts={alerts.data} api={api} onEnded={onEnded} />}
    </main>
  );
};

interface ReviewProps extends Pick<PageProps, 'api' | 'onEnded'> {
  readonly alerts: AlertsView;
}

const Review = ({ alerts, api, onEnded }: ReviewProps): ReactElement => {
  const [open, setOpen] = useState<string>();
  const chosen = alerts.rules.find(({ rule }) => rule === open);
  if (alerts.rules.length === 0)
    return (
      <EmptyState title="No card has been shown yet">
        <p>As soon as cards appear in the EHR, this page counts what people do with them.</p>
      </EmptyState>
    );
  return (
    <>
      <p className="cr-muted">{budgetText(alerts.budget)}</p>
      <section className="cr-panel cr-alerts-table" aria-label="Rules that led a card" tabIndex={0}>
        <table className="cr-table cr-table-open cr-table-sheets">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col" className="cr-number">
                Shown
              </th>
              <th scope="col" className="cr-number">
                Acted on
              </th>
              <th scope="col" className="cr-number">
                Overridden
              </th>
              <th scope="col">Speaks</th>
              <th scope="col">Last change</th>
              {alerts.mayDecide && <th scope="col">Decide</th>}
            </tr>
          </thead>
          <tbody>
            {alerts.rules.map((rule) => (
              <RuleRow
                key={rule.rule}
                rule={rule}
                action={
                  alerts.mayDecide ? (
                    <td data-name="Decide">
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-expanded={open === rule.rule}
                        onClick={() => setOpen(open === rule.rule ? undefined : rule.rule)}
                      >
                        Change<span className="cr-hidden"> {rule.title}</span>
                      </Button>
                    </td>
                  ) : undefined
                }
              />
            ))}
          </tbody>
        </table>
      </section>
      {chosen !== undefined && (
        <LoudnessForm key={chosen.rule} rule={chosen} api={api} onEnded={onEnded} onDone={() => setOpen(undefined)} />
      )}
      <Overrides alerts={alerts} />
    </>
  );
};

function budgetText({ infoShowings, infoLeastActedOn, offShowings, offMostOverridden }: AlertsView['budget']): string {
  return (
    `A rule becomes information when fewer than ${percentText(infoLeastActedOn)} of ${countText(infoShowings)} cards ` +
    `are acted on, and is turned off when more than ${percentText(offMostOverridden)} of ${countText(offShowings)} are ` +
    'overridden. What it finds stays on the worklist. Rules that say a visit is not covered change only by decision.'
  );
}

const SPEAKS = { 'as-written': 'as written', info: 'as information', off: 'off: worklist only' } as const;

const RuleRow = ({
  rule,
  action,
}: {
  readonly rule: RuleAlerts;
  readonly action: ReactElement | undefined;
}): ReactElement => (
  <tr>
    <th scope="row">
      {rule.title}
      <span className="cr-alerts-id cr-muted cr-small">{rule.rule}</span>
    </th>
    <td className="cr-number" data-name="Shown">
      {countText(rule.showings)}
    </td>
    <td className="cr-number" data-name="Acted on">
      {shareText(rule.actedOn, rule.showings)}
    </td>
    <td className="cr-number" data-name="Overridden">
      {shareText(rule.overridden, rule.showings)}
      {rule.reasons.length > 0 && (
        <span className="cr-alerts-id cr-muted cr-small">
          {rule.reasons.map(({ code, count }) => `${code.replaceAll('-', ' ')} ${countText(count)}`).join(', ')}
        </span>
      )}
    </td>
    <td data-name="Speaks">
      {SPEAKS[rule.loudness]}
      {rule.proposed !== undefined && (
        <strong className="cr-alerts-proposed">
          Proposed: {SPEAKS[rule.proposed.loudness]}. {rule.proposed.why}
        </strong>
      )}
    </td>
    <td data-name="Last change">
      {rule.lastChange === undefined
        ? 'never changed'
        : `${momentText(rule.lastChange.at, undefined) ?? rule.lastChange.at} by ${rule.lastChange.by}: ${rule.lastChange.why}`}
    </td>
    {action}
  </tr>
);

const shareText = (count: number, of: number): string =>
  of === 0 ? '0' : `${countText(count)} (${percentText(count / of)})`;

interface LoudnessFormProps extends Pick<PageProps, 'api' | 'onEnded'> {
  readonly rule: RuleAlerts;
  readonly onDone: () => void;
}

const LoudnessForm = ({ rule, api, onEnded, onDone }: LoudnessFormProps): ReactElement => {
  const client = useQueryClient();
  const [loudness, setLoudness] = useState<RuleAlerts['loudness']>(rule.proposed?.loudness ?? rule.loudness);
  const [why, setWhy] = useState('');
  useTypedText(why);
  const change = useMutation({
    mutationFn: () => api.call(ROUTES.setLoudness, { body: { rule: rule.rule, loudness, why } }),
    onSuccess: (review) => {
      client.setQueryData(['alerts'], review);
      onDone();
    },
    onError: (problem) => {
      if (hasEnded(problem)) onEnded();
    },
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="cr-panel cr-alerts-form" aria-label={`How loudly “${rule.title}” may speak`} onSubmit={submit}>
      <h2>{rule.title}</h2>
      <NativeSelect
        label="Speaks"
        value={loudness}
        onChange={(event) => setLoudness(event.currentTarget.value as RuleAlerts['loudness'])}
        data={[
          { value: 'as-written', label: 'as written' },
          { value: 'info', label: 'as information only' },
          { value: 'off', label: 'not on cards: worklist and app only' },
        ]}
      />
      <Textarea
        label="Why (kept in the audit trail)"
        required
        minLength={5}
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {change.error !== null && <p role="alert">Not changed: {change.error.message}</p>}
      <div className="cr-alerts-buttons">
        <Button type="submit" loading={change.isPending}>
          Decide
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
};

/** When the card was shown, by the service that gave it. */
const MOMENT: Readonly<Record<string, string>> = {
  'infusion-booking': 'booking a visit',
  'infusion-chart': 'opening the chart',
  'infusion-order-select': 'choosing the drug',
  'infusion-order-sign': 'signing the order',
  'infusion-verify': 'verifying the order',
  'infusion-check-in': 'check-in',
  'infusion-administration': 'charting the dose',
  'infusion-checkout': 'checkout',
};

const Overrides = ({ alerts: { overrides, rules } }: { readonly alerts: AlertsView }): ReactElement => (
  <section className="cr-panel" aria-label="Newest overrides">
    <h2>Newest overrides</h2>
    {overrides.length === 0 ? (
      <p>Nobody has overridden a card.</p>
    ) : (
      <table className="cr-table cr-table-open cr-table-sheets">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Rule</th>
            <th scope="col">Moment</th>
            <th scope="col">Reason</th>
            <th scope="col">In their words</th>
          </tr>
        </thead>
        <tbody>
          {overrides.map(({ at, rule, service, reason, comment }, index) => (
            <tr key={`${at} ${String(index)}`}>
              <td data-name="When">{momentText(at, undefined) ?? at}</td>
              <td data-name="Rule">{rules.find((one) => one.rule === rule)?.title ?? rule}</td>
              <td data-name="Moment">{MOMENT[service] ?? service}</td>
              <td data-name="Reason">{reason?.replaceAll('-', ' ') ?? 'none given'}</td>
              <td data-name="In their words">{comment ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);
