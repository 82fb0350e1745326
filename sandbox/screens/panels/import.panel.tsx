/** Loading a patient from a Synthea bundle, with a report of what was stored and what was not. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ReactElement } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import type { SandboxApi } from '../api/sandbox-api.ts';
import { useSandboxApi } from '../api/use-sandbox-api.ts';
import type { ImportReport } from '../../screens-api/screens.schema.ts';
import { DoneLine } from '../ui/done-line.tsx';
import { ProblemLine } from '../ui/problem-line.tsx';
import { importLines, jsonOf } from '../view/import-text.ts';

export const ImportPanel = ({ onImported }: { readonly onImported: (patient: string) => void }): ReactElement => {
  const api = useSandboxApi();
  const cache = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const load = useMutation({
    mutationFn: (chosen: File) => importFile(api, chosen),
    onSuccess: async ({ patient }) => {
      await cache.invalidateQueries();
      onImported(patient);
    },
  });
  const choose = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }): void => {
    const [chosen] = currentTarget.files ?? [];
    if (chosen !== undefined) load.mutate(chosen);
    // The same file may be chosen again.
    currentTarget.value = '';
  };
  return (
    <section className="sb-import" aria-label="Patients from elsewhere">
      <input
        ref={file}
        type="file"
        accept=".json,application/json,application/fhir+json"
        aria-label="Synthea bundle"
        className="sb-hidden"
        tabIndex={-1}
        onChange={choose}
      />
      <Button size="xs" variant="default" fullWidth loading={load.isPending} onClick={() => file.current?.click()}>
        Load a Synthea patient
      </Button>
      {load.isError ? <ProblemLine what="Not loaded, nothing was stored" problem={load.error} /> : null}
      {load.isSuccess ? <Report report={load.data} onClose={load.reset} /> : null}
    </section>
  );
};

interface ReportProps {
  readonly report: ImportReport;
  readonly onClose: () => void;
}

const Report = ({ report, onClose }: ReportProps): ReactElement => (
  <DoneLine>
    {importLines(report).map((line) => (
      <p key={line}>{line}</p>
    ))}
    <Button size="compact-xs" variant="default" onClick={onClose}>
      Close the report
    </Button>
  </DoneLine>
);

async function importFile(api: SandboxApi, file: File): Promise<ImportReport> {
  const bundle = jsonOf(await file.text());
  if (bundle === undefined) throw new ApiProblem(null, `${file.name} is not JSON`);
  return api.importBundle(bundle.value);
}
