/** The files that count, newest first, and the way back to the earlier one. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { ImportedFile } from '../../../api-contract/imports.schema.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { ApiProblem, hasEnded } from '../../api/api-problem.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { problemText } from '../../ui/page-problem.tsx';
import { countText, momentText, periodText } from '../../ui/text.ts';
import type { PageProps } from '../page.ts';
import { KIND } from './import-words.ts';

interface FileListProps extends Pick<PageProps, 'api' | 'onEnded'> {
  readonly files: readonly ImportedFile[];
  readonly onUndone: () => void;
}

export const FileList = ({ api, files, onEnded, onUndone }: FileListProps): ReactElement => {
  const [asked, setAsked] = useState<string>();
  const undo = useMutation({
    mutationFn: (id: string) => api.call(ROUTES.undoImport, { params: { id } }),
    onSuccess: () => {
      setAsked(undefined);
      onUndone();
    },
    onError: (problem) => {
      if (hasEnded(problem)) onEnded();
    },
  });
  if (files.length === 0)
    return (
      <EmptyState title="No file was taken in yet">
        <p>What ships with the product counts. Choose a file above to see what it would change.</p>
      </EmptyState>
    );
  return (
    <section className="cr-panel cr-imports-scroll cr-imports-files" aria-label="Files that count" tabIndex={0}>
      {undo.isError && (
        <p className="cr-notice" role="alert">
          {undo.error instanceof ApiProblem && undo.error.code === 'unprocessable'
            ? undo.error.message
            : problemText(undo.error)}
        </p>
      )}
      <table className="cr-table cr-table-sheets">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">In force</th>
            <th scope="col" className="cr-number">
              Rows
            </th>
            <th scope="col">Taken in</th>
            <th scope="col">Take back</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.id}>
              <td data-name="File">
                {file.file}
                <span className="cr-imports-under cr-muted cr-small">{KIND[file.kind]}</span>
              </td>
              <td data-name="In force">
                {file.effective === undefined ? '' : periodText(file.effective.from, file.effective.until)}
              </td>
              <td className="cr-number" data-name="Rows">
                {countText(file.kept)}
                {file.rejected > 0 && (
                  <span className="cr-imports-under cr-small">{countText(file.rejected)} not taken</span>
                )}
              </td>
              <td data-name="Taken in">{momentText(file.importedAt, undefined) ?? file.importedAt}</td>
              <td data-name="Take back">
                {asked === file.id ? (
                  <span className="cr-imports-buttons">
                    <span className="cr-small">{afterUndo(file)}</span>
                    <Button size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate(file.id)}>
                      Take back
                    </Button>
                    <Button size="compact-sm" variant="default" onClick={() => setAsked(undefined)}>
                      Keep
                    </Button>
                  </span>
                ) : !file.undoable ? (
                  <span className="cr-muted cr-small">Corrected by a further file or on the waste page</span>
                ) : (
                  <Button size="compact-sm" variant="default" onClick={() => setAsked(file.id)}>
                    Undo<span className="cr-hidden"> {file.file}</span>
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const afterUndo = ({ before }: ImportedFile): string =>
  before === undefined ? 'No earlier file of this kind will count.' : `${before} counts again.`;
