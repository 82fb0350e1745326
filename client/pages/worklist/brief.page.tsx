/** The peer-to-peer brief: one printable page on which every sentence leads to its source. */
import { Button, Skeleton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import type { CaseBrief } from '../../../api-contract/worklist.schema.ts';
import { WORKLIST_ROUTES } from '../../../api-contract/worklist.routes.ts';
import { Citation } from '../../ui/citation.tsx';
import { PageProblem } from '../../ui/page-problem.tsx';
import { fullDay, momentText } from '../../ui/text.ts';
import { WhoAndWhen } from '../../ui/who-and-when.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';

export const BriefPage = ({ api, onEnded }: PageProps): ReactElement => {
  const { id = '' } = useParams();
  const query = useRoute({
    key: ['brief', id],
    fetch: () => api.call(WORKLIST_ROUTES.worklistBrief, { params: { id } }),
    onEnded,
  });
  useEffect(() => {
    document.title = 'Peer-to-peer brief - ChairReady';
  }, []);
  return (
    <main className="cr-page cr-worklist-brief">
      <p className="cr-worklist-line cr-worklist-print-off">
        <Link to="/worklist">Back to the worklist</Link>
        <Button size="compact-sm" variant="default" onClick={() => window.print()}>
          Print
        </Button>
      </p>
      {query.data === undefined && query.isPending && <Skeleton height={320} />}
      {query.data === undefined && query.isError && (
        <PageProblem title="There is no brief" problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data !== undefined && <Brief brief={query.data} />}
    </main>
  );
};

const Brief = ({ brief }: { readonly brief: CaseBrief }): ReactElement => {
  const sources = useRef<HTMLOListElement>(null);
  const goTo = (number: number): void => {
    const item = sources.current?.querySelector<HTMLElement>(`[data-source="${String(number)}"]`);
    item?.focus();
    item?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <h1>Peer-to-peer brief: {brief.drug}</h1>
      <WhoAndWhen about={{ patient: brief.patient, visit: fullDay(brief.visitDate) }} />
      <p>
        {brief.payer ?? 'Payer not known'}
        {brief.memberId === undefined ? '' : `, member ${brief.memberId}`}. Made from the decision of{' '}
        {momentText(brief.madeAt, undefined) ?? brief.madeAt}.
      </p>
      <p>
        <strong>{brief.ask}</strong>
      </p>
      {brief.sections.map(({ title, sentences }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          {sentences.map(({ text, sources: numbers }, index) => (
            <p key={index}>
              {text}{' '}
              {numbers.map((number) => (
                <button
                  key={number}
                  type="button"
                  className="cr-worklist-source"
                  aria-label={`Source ${String(number)}`}
                  onClick={() => goTo(number)}
                >
                  [{number}]
                </button>
              ))}
            </p>
          ))}
        </section>
      ))}
      {brief.missing.length > 0 && (
        <section aria-label="Not in the chart">
          <h2>Not in the chart: do not claim it</h2>
          <p>{brief.missing.join(', ')}</p>
        </section>
      )}
      <section aria-label="Sources">
        <h2>Sources</h2>
        <ol ref={sources}>
          {brief.sources.map((source) => (
            <li key={source.number} value={source.number} data-source={source.number} tabIndex={-1}>
              <Source source={source} />
            </li>
          ))}
        </ol>
      </section>
    </>
  );
};

const Source = ({ source }: { readonly source: CaseBrief['sources'][number] }): ReactElement =>
  source.kind === 'policy' ? (
    <Citation source={source.citation} />
  ) : (
    <>
      {source.what}, {source.ref}
      {source.on === undefined ? '' : `, ${fullDay(source.on)}`}
    </>
  );
