/** Files that are taken in: looked at before they count, and taken back where they were wrong. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { ROUTES } from '../../../api-contract/routes.ts';
import { countText } from '../../ui/text.ts';
import { Fetched, PageHead } from '../fetched.tsx';
import type { PageProps } from '../page.ts';
import { useRoute } from '../use-route.ts';
import { FileList } from './file-list.tsx';
import { UploadPanel } from './upload.panel.tsx';
import './imports.css';

export const ImportsPage = ({ api, onEnded }: PageProps): ReactElement => {
  const client = useQueryClient();
  const imports = useRoute({ key: ['imports'], fetch: () => api.call(ROUTES.imports), onEnded });
  useEffect(() => {
    document.title = 'Imports - ChairReady';
  }, []);
  // Figures, changes, charting and lists of files rest on what is imported.
  const changed = (): void => {
    for (const key of ['imports', 'margin', 'margin-row', 'flips', 'waste'])
      void client.invalidateQueries({ queryKey: [key] });
  };
  return (
    <main className="cr-page">
      <PageHead
        title="Imports"
        query={imports}
        fetching="Reading the list of files…"
        fetched={({ files }) => countedText(files.length)}
        again="Read again"
      />
      <Fetched
        query={imports}
        problem="The files could not be listed"
        meanwhile="What counts stays as it is."
        earlier={() => 'This is an earlier list: it could not be read again.'}
      >
        {(view) => (
          <>
            <UploadPanel api={api} kinds={view.kinds} onEnded={onEnded} onApplied={changed} />
            {view.quarters.length > 0 && (
              <p className="cr-muted">Payment limits are loaded for {view.quarters.join(', ')}.</p>
            )}
            <FileList api={api} files={view.files} onEnded={onEnded} onUndone={changed} />
          </>
        )}
      </Fetched>
    </main>
  );
};

const countedText = (files: number): string =>
  files === 0 ? '' : `${countText(files)} ${files === 1 ? 'file counts' : 'files count'}`;
