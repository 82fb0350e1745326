/** One file: chosen, looked at, then taken in or left. Nothing counts before the second step. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement, SubmitEvent } from 'react';
import type { ImportKindName, ImportOutcome } from '../../../api-contract/imports.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import { problemText } from '../../ui/page-problem.tsx';
import { WithTerms } from '../../ui/term.tsx';
import type { PageProps } from '../page.ts';
import { ABOUT, inListOrder, KIND, refusedText } from './import-words.ts';
import { Outcome } from './outcome.tsx';

interface UploadPanelProps extends Pick<PageProps, 'api' | 'onEnded'> {
  readonly kinds: readonly ImportKindName[];
  readonly onApplied: () => void;
}

interface Chosen {
  readonly kind: ImportKindName;
  readonly file: File;
}

export const UploadPanel = ({ api, kinds: allowed, onEnded, onApplied }: UploadPanelProps): ReactElement => {
  const kinds = inListOrder(allowed);
  const [kind, setKind] = useState<ImportKindName | undefined>(kinds[0]);
  const [file, setFile] = useState<File>();
  const [outcome, setOutcome] = useState<ImportOutcome>();
  const send = useMutation({
    mutationFn: ({ chosen, apply }: { readonly chosen: Chosen; readonly apply: boolean }) =>
      api.call(ROUTES.takeIn, {
        query: { kind: chosen.kind, name: chosen.file.name, apply: String(apply) },
        body: chosen.file,
      }),
    onSuccess: (answer) => {
      setOutcome(answer);
      if (answer.applied) onApplied();
    },
    onError: (problem) => {
      setOutcome(undefined);
      if (hasEnded(problem)) onEnded();
    },
  });
  if (kind === undefined) return <p className="cr-panel">Your role takes in no files.</p>;
  const chosen = file === undefined ? undefined : { kind, file };
  const choose = (next: Partial<Chosen>): void => {
    if (next.kind !== undefined) setKind(next.kind);
    if (next.file !== undefined) setFile(next.file);
    setOutcome(undefined);
    send.reset();
  };
  const look = (event: SubmitEvent): void => {
    event.preventDefault();
    if (chosen !== undefined) send.mutate({ chosen, apply: false });
  };
  return (
    <form className="cr-panel cr-imports-form" aria-label="Take a file in" onSubmit={look}>
      <label className="cr-field cr-field-above">
        <span>Kind of file</span>
        <select value={kind} onChange={(event) => choose({ kind: event.currentTarget.value as ImportKindName })}>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {KIND[one]}
            </option>
          ))}
        </select>
      </label>
      <label className="cr-field cr-field-above">
        <span>File</span>
        <input
          type="file"
          onChange={(event) => {
            const [picked] = event.currentTarget.files ?? [];
            if (picked !== undefined) choose({ file: picked });
          }}
        />
      </label>
      <Button type="submit" variant="default" disabled={chosen === undefined} loading={send.isPending}>
        Show what would change
      </Button>
      <p className="cr-muted cr-small cr-imports-wide">
        <WithTerms text={ABOUT[kind]} />
      </p>
      {send.isError && (
        <p className="cr-notice cr-imports-wide cr-imports-refused" role="alert">
          Nothing was taken in. {refusalText(send.error)}
        </p>
      )}
      {outcome !== undefined && chosen !== undefined && (
        <Outcome
          outcome={outcome}
          isBusy={send.isPending}
          onApply={() => send.mutate({ chosen, apply: true })}
          onLeave={() => setOutcome(undefined)}
        />
      )}
    </form>
  );
};

/** The server's own sentence tells what is wrong with the file. */
const refusalText = (problem: unknown): string =>
  problem instanceof ApiProblem && (problem.code === 'unprocessable' || problem.code === 'bad-request')
    ? refusedText(problem.message)
    : problem instanceof ApiProblem && problem.code === 'too-large'
      ? 'The file is larger than 64 MB.'
      : problemText(problem);
