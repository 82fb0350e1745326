/** What went over the wire: each hook call with its request and response, and the FHIR calls that came in. */
import { NativeSelect, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { HookExchange, Traffic } from '../../screens-api/screens.schema.ts';
import { ProblemLine } from '../ui/problem-line.tsx';
import { exchangeLine, outcomeText, pretty, sizeText } from '../view/exchange-text.ts';

interface BehindTheScenesProps {
  /** Newest first. */
  readonly exchanges: readonly HookExchange[];
}

export const BehindTheScenes = ({ exchanges }: BehindTheScenesProps): ReactElement => (
  <section className="sb-behind" id="behind-the-scenes" aria-label="Behind the scenes">
    <Tabs defaultValue="hook" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="hook">Hook calls</Tabs.Tab>
        <Tabs.Tab value="fhir">FHIR calls</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="hook">
        <HookCalls exchanges={exchanges} />
      </Tabs.Panel>
      <Tabs.Panel value="fhir">
        <FhirCalls />
      </Tabs.Panel>
    </Tabs>
  </section>
);

const HookCalls = ({ exchanges }: BehindTheScenesProps): ReactElement => {
  const [back, setBack] = useState('0');
  const exchange = exchanges[Number(back)] ?? exchanges[0];
  if (exchange === undefined) return <p className="sb-muted">No hook has fired yet. Choose a patient and a slot.</p>;
  return (
    <>
      <div className="sb-behind-head">
        <NativeSelect
          size="xs"
          aria-label="Hook call"
          data={exchanges.map((each, index) => ({
            value: String(index),
            label: index === 0 ? `Latest, ${exchangeLine(each)}` : `${index} before, ${exchangeLine(each)}`,
          }))}
          value={back}
          onChange={({ currentTarget }) => setBack(currentTarget.value)}
        />
        <p>
          <strong>{outcomeText(exchange)}</strong> POST {exchange.url}
        </p>
      </div>
      {exchange.skippedPrefetch.map(({ key, reason }) => (
        <p key={key} className="sb-muted">
          Prefetch “{key}” was not sent: {reason}.
        </p>
      ))}
      <div className="sb-behind-columns">
        <Json title="Request" body={exchange.request} />
        <Json title="Response" body={exchange.response} />
        <Json title="Signed token, without its signature" body={exchange.token} />
      </div>
    </>
  );
};

const Json = ({ title, body }: { readonly title: string; readonly body: unknown }): ReactElement => (
  <section className="sb-json" aria-label={title}>
    <h3>
      {title} {body === null ? null : <span className="sb-muted">{sizeText(body)}</span>}
    </h3>
    <pre tabIndex={0}>{body === null ? 'nothing readable came back' : pretty(body)}</pre>
  </section>
);

const FhirCalls = (): ReactElement => {
  const api = useSandboxApi();
  const traffic = useQuery({ queryKey: ['traffic'], queryFn: api.traffic, refetchInterval: 2000, staleTime: 0 });
  if (traffic.isError) return <ProblemLine what="The calls cannot be shown" problem={traffic.error} />;
  const calls = traffic.data?.calls ?? [];
  if (calls.length === 0)
    return <p className="sb-muted">No FHIR call yet: what a hook sends along does not have to be asked for.</p>;
  return <CallTable calls={calls.toReversed()} />;
};

const CallTable = ({ calls }: Traffic): ReactElement => (
  <div className="sb-calls" tabIndex={0} role="region" aria-label="FHIR calls, newest first">
    <table className="sb-table">
      <thead>
        <tr>
          <th scope="col">At</th>
          <th scope="col">By</th>
          <th scope="col">Call</th>
          <th scope="col">Status</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {calls.map(({ at, client, method, url, status, milliseconds }, index) => (
          <tr key={`${at} ${index}`}>
            <td>{at.slice(11, 19)}</td>
            <td>{client}</td>
            <td className="sb-mono">
              {method} {url}
            </td>
            <td>{status}</td>
            <td>{milliseconds} ms</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
