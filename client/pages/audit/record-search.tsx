import { Button, NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import { Link } from 'react-router';
import type { AuditList, AuditRecordView } from '../../../api-contract/audit.schema.ts';
import { AUDIT_KINDS } from '../../../api-contract/audit.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import { ProblemPanel } from '../../ui/problem-panel.tsx';
import { momentText } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { isShortened, recordWords } from './record-words.ts';

interface Search {
  readonly kind?: string;
  readonly actor?: string;
  readonly patient?: string;
  readonly from?: string;
  readonly until?: string;
}

export const RecordSearch = ({ api, onEnded }: PageProps): ReactElement => {
  const [search, setSearch] = useState<Search>({});
  const found = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam }) => api.call(ROUTES.audit, { query: { ...search, before: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const ended = hasEnded(found.error);
  useEffect(() => {
    if (ended) onEnded();
  }, [ended, onEnded]);
  return (
    <>
      <h1>Audit</h1>
      <SearchForm onSearch={setSearch} />
      {found.isPending && <p role="status">Reading the records…</p>}
      {found.error !== null && (
        <ProblemPanel
          title="The records could not be read"
          requestId={found.error instanceof ApiProblem ? found.error.requestId : undefined}
          action={<Button onClick={() => void found.refetch()}>Try again</Button>}
        >
          <p>{found.error.message}</p>
        </ProblemPanel>
      )}
      {found.data !== undefined && <Records pages={found.data.pages} patient={search.patient} />}
      {found.hasNextPage && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show earlier records
        </Button>
      )}
    </>
  );
};

const SearchForm = ({ onSearch }: { readonly onSearch: (search: Search) => void }): ReactElement => {
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = [...new FormData(event.currentTarget)].filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '',
    );
    onSearch(Object.fromEntries(typed.map(([name, value]) => [name, value.trim()])));
  };
  return (
    <form className="cr-panel cr-audit-form" role="search" aria-label="Audit records" onSubmit={submit}>
      <NativeSelect
        label="What"
        name="kind"
        data={[
          { value: '', label: 'everything' },
          ...AUDIT_KINDS.map((kind) => ({ value: kind, label: kindText(kind) })),
        ]}
      />
      <TextInput label="Who" name="actor" placeholder="Practitioner/n1" />
      <TextInput label="About which patient" name="patient" placeholder="Patient/p1" />
      <TextInput label="From" name="from" type="date" />
      <TextInput label="Until" name="until" type="date" />
      <Button type="submit">Search</Button>
    </form>
  );
};

const kindText = (kind: string): string => kind.replaceAll('-', ' ');

interface RecordsProps {
  readonly pages: readonly AuditList[];
  readonly patient: string | undefined;
}

const Records = ({ pages, patient }: RecordsProps): ReactElement => {
  const records = pages.flatMap((page) => page.records);
  return (
    <section className="cr-panel" aria-label="Records found">
      <h2>{patient === undefined ? 'Records, the newest first' : `Who looked at ${patient}, and what was done`}</h2>
      <p className="cr-muted" role="status">
        {records.length === 0 ? 'Nothing was recorded that fits.' : `${String(records.length)} records shown.`}
      </p>
      <Gone until={pages[0]?.goneUntil} />
      {records.length > 0 && (
        <table className="cr-table cr-table-open cr-table-sheets cr-audit-records">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">Who</th>
              <th scope="col">Patient</th>
              <th scope="col">Written down</th>
            </tr>
          </thead>
          <tbody>
            {records.map((record) => (
              <tr key={record.seq}>
                <td data-name="When">{momentText(record.at, undefined) ?? record.at}</td>
                <td data-name="What">
                  {kindText(record.kind)}
                  {!record.isSealed && <span className="cr-muted"> (not sealed yet)</span>}
                </td>
                <td data-name="Who">
                  <Who record={record} />
                </td>
                <td data-name="Patient">{record.patient ?? ''}</td>
                <td data-name="Written down">{written(record)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

/** Nobody in the list does not mean that nobody looked. */
const Gone = ({ until }: { readonly until: string | undefined }): ReactElement | null =>
  until === undefined ? null : (
    <p>
      What was written down before {momentText(until, undefined) ?? until} was deleted by age. Who looked at whom before
      then cannot be told any more; that somebody looked is still in the list of all records.
    </p>
  );

/** The name for the reader, the reference to search by. */
const Who = ({ record: { actor, actorName } }: { readonly record: AuditRecordView }): ReactElement =>
  actorName === undefined ? (
    <>{actor ?? 'ChairReady'}</>
  ) : (
    <>
      <bdi>{actorName}</bdi> <span className="cr-muted cr-small">{actor}</span>
    </>
  );

function written({ decision, body }: AuditRecordView): ReactElement | string {
  if (decision !== undefined)
    return <Link to={`/audit/decisions/${decision}`}>Replay decision {decision.slice(0, 8)}</Link>;
  if (body === undefined) return '';
  return (
    <>
      {recordWords(body)}
      {isShortened(body) && (
        <details className="cr-small">
          <summary>As recorded</summary>
          <code>{JSON.stringify(body)}</code>
        </details>
      )}
    </>
  );
}
