import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import type { RequestHandler, Router } from 'express';
import type { ImportOutcome, ImportsView } from '../../api-contract/imports.schema.ts';
import { importKind, importOutcome, uploadQuery } from '../../api-contract/imports.schema.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { besideOf, carryOutImport } from '../imports/carry-out-import.ts';
import { importDifference } from '../imports/import-difference.ts';
import type { ImportDesk } from '../imports/import-desk.ts';
import { lookAtFile } from '../imports/import-file.ts';
import type { ImportKind, TableKind } from '../imports/import-kind.ts';
import { isTableKind } from '../imports/import-kind.ts';
import type { ImportReport } from '../imports/import-report.ts';
import { undoImport } from '../imports/undo-import.ts';
import { flipsAhead } from '../margin/flips-ahead.ts';
import { loadedQuarters } from '../margin/open-desk.ts';
import { PRICING_KINDS } from '../store/margin-flips.ts';
import type { CountingFile } from '../store/margin-imports.ts';
import { filesOf } from '../store/margin-imports.ts';
import { apiProblem, badRequestOf, refuseApi } from './api-problem.ts';
import type { AppDeps } from './deps.ts';
import type { Asking } from './signed-in.ts';
import { signedIn } from './signed-in.ts';
import { userRefOf } from '../auth/user-ref.ts';

const MONEY: readonly ImportKind[] = ['mue', ...PRICING_KINDS];
const AUTHORIZATION: readonly ImportKind[] = ['policies', 'authorizations', 'eligibility', 'usage'];

const PHARMACY: readonly ImportKind[] = [...MONEY, 'preparation'];

/** Whose work each kind of file is; whoever does not see dollars takes in nothing that holds them. */
const KINDS: Readonly<Partial<Record<Role, readonly ImportKind[]>>> = {
  pharmacist: PHARMACY,
  'pharmacy-manager': PHARMACY,
  'pharmacy-technician': ['preparation'],
  finance: MONEY,
  supervisor: AUTHORIZATION,
  'senior-specialist': AUTHORIZATION,
};

const LARGEST_FILE = '64mb';

/** Files through the app: looked at, taken in, taken back. */
export function addImportsRoutes(router: Router, deps: AppDeps): void {
  router.get('/imports', signedIn(deps, showImports, 'imports'));
  // The role is proved before a byte of the file is read.
  router.post('/imports', signedInFirst(deps), fileBody, signedIn(deps, takeIn, 'imports'));
  router.post('/imports/:id/undo', signedIn(deps, undo, 'imports'));
}

const fileBody = express.raw({ type: 'application/octet-stream', limit: LARGEST_FILE });

const signedInFirst = (deps: AppDeps): RequestHandler => {
  return (request, response, next) => {
    void signedIn(
      deps,
      () => {
        next();
        return Promise.resolve();
      },
      'imports',
    )(request, response, next);
  };
};

async function showImports(asking: Asking): Promise<void> {
  asking.response.json(await importsViewOf(asking));
}

async function importsViewOf({ deps, session }: Asking): Promise<ImportsView> {
  const kinds = KINDS[session.role] ?? [];
  const files = kinds.length === 0 ? [] : await filesOf(deps.db, session.desk.tenant.id, kinds);
  const quarters = kinds.includes('asp') ? [...(await loadedQuarters(deps.db))].sort() : [];
  return { kinds: [...kinds], quarters, files: files.map((file, at) => fileView(file, files.slice(at + 1))) };
}

function fileView(file: CountingFile, older: readonly CountingFile[]): ImportsView['files'][number] {
  const { effective_from, effective_until } = file;
  const kind = importKind.parse(file.kind);
  const before = older.find(
    (one) => one.kind === kind && (!QUARTERLY.has(kind) || one.effective_from === effective_from),
  );
  const until = effective_until ?? undefined;
  return {
    id: file.id,
    kind,
    undoable: isTableKind(kind),
    file: file.file_name,
    read: file.rows_read,
    kept: file.rows_kept,
    rejected: file.rows_read - file.rows_kept,
    importedAt: file.imported_at.toISOString(),
    ...definedOnly({
      effective: effective_from === null ? undefined : { from: effective_from, ...definedOnly({ until }) },
      before: isTableKind(kind) ? before?.file_name : undefined,
    }),
  };
}

/** Of these a file stands beside those of other quarters, not in their place. */
const QUARTERLY: ReadonlySet<string> = new Set<TableKind>(['asp', 'opps']);

async function takeIn(asking: Asking): Promise<void> {
  const { deps, request, response } = asking;
  const upload = uploadOf(asking);
  if (!upload.ok) {
    refuseApi(response, upload.problem);
    return;
  }
  if (deps.imports === undefined) {
    refuseApi(response, apiProblem('unavailable', 'Files cannot be taken in here.'));
    return;
  }
  const body: unknown = request.body;
  const outcome = await withFile(upload.value.name, body instanceof Uint8Array ? body : new Uint8Array(), (path) =>
    upload.value.isApplied
      ? applied(asking, deps.imports, upload.value.kind, path)
      : lookedAt(asking, deps.imports, upload.value.kind, path),
  );
  if (outcome.ok) response.json(importOutcome.parse(outcome.value));
  else refuseApi(response, apiProblem('unprocessable', outcome.problem));
}

function uploadOf({ session, request }: Asking) {
  const query = uploadQuery.safeParse(request.query);
  if (!query.success) return problem(badRequestOf(query.error));
  const { kind, name, apply } = query.data;
  if (KINDS[session.role]?.includes(kind) !== true)
    return problem(apiProblem('not-allowed', 'Your role does not take in files of this kind.'));
  return ok({ kind, name, isApplied: apply === 'true' });
}

type Outcome = Result<ImportOutcome, string>;

async function lookedAt(
  asking: Asking,
  desk: ImportDesk | undefined,
  kind: ImportKind,
  path: string,
): Promise<Outcome> {
  if (desk === undefined) return problem('Files cannot be taken in here.');
  const { deps, session } = asking;
  const { tenant: whole, site } = session.desk;
  const tenant = whole.id;
  const looked = await lookAtFile(
    desk.setting.store,
    { kind, path, tenant },
    besideOf(desk.setting),
    async (fileId) => ({
      difference: isTableKind(kind) ? await importDifference(deps.db, { kind, tenant, fileId }) : undefined,
      flips: isPricing(kind) ? await flipsAhead(deps.db, { tenant: whole, today: site.today(), fileId }) : undefined,
    }),
  );
  if (!looked.ok) return problem(looked.problem.message);
  const { report, difference: found } = looked.value;
  return ok({ applied: false, report: shown(report), ...definedOnly({ ...found }) });
}

async function applied(asking: Asking, desk: ImportDesk | undefined, kind: ImportKind, path: string): Promise<Outcome> {
  if (desk === undefined) return problem('Files cannot be taken in here.');
  const { session } = asking;
  const request = { kind, path, tenant: session.desk.tenant.id, actor: userRefOf(asking.session.user) };
  const report = await carryOutImport(desk.setting, request);
  if (!report.ok) return problem(report.problem.replace(`${path}: `, ''));
  // What was opened changes no decision and no price.
  if (!report.value.unchanged && isTableKind(kind)) {
    await desk.refresh();
    void desk.watch.wake();
  }
  return ok({ applied: true, report: shown(report.value) });
}

const isPricing = (kind: string): boolean => PRICING_KINDS.some((one) => one === kind);

const MOST_REMARKS = 200;

/** A page lists so many remarks and counts the others. */
function shown(whole: ImportReport): ImportOutcome['report'] {
  const { rejected, warnings, notListed = { rejected: 0, warnings: 0 }, ...rest } = whole;
  const more = {
    rejected: Math.max(0, rejected.length - MOST_REMARKS) + notListed.rejected,
    warnings: Math.max(0, warnings.length - MOST_REMARKS) + notListed.warnings,
  };
  return {
    ...rest,
    kind: importKind.parse(rest.kind),
    rejected: rejected.slice(0, MOST_REMARKS),
    warnings: warnings.slice(0, MOST_REMARKS),
    ...(more.rejected + more.warnings === 0 ? {} : { notListed: more }),
  };
}

/** The file under its own name, which tells its date, in a folder that only this process reads and that goes again. */
async function withFile<Value>(
  name: string,
  bytes: Uint8Array,
  work: (path: string) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'chairready-upload-'));
  try {
    const path = join(folder, name);
    await writeFile(path, bytes, { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function undo(asking: Asking): Promise<void> {
  const { deps, session, request, response } = asking;
  const desk = deps.imports;
  const kinds = (KINDS[session.role] ?? []).filter(isTableKind);
  const files = kinds.length === 0 ? [] : await filesOf(deps.db, session.desk.tenant.id, kinds);
  const file = files.find(({ id }) => id === request.params['id']);
  if (desk === undefined || file === undefined) {
    refuseApi(response, apiProblem('not-found', 'There is no such file.'));
    return;
  }
  const question = {
    fileId: file.id,
    tenant: session.desk.tenant.id,
    actor: userRefOf(asking.session.user),
    at: deps.now(),
    policies: desk.setting.policies(),
  };
  const undone = await undoImport(desk.setting.store, question, async () => {
    if (isPricing(file.kind)) await desk.watch.undone(file, file.tenant);
  });
  if (!undone.ok) {
    refuseApi(response, apiProblem('unprocessable', undone.problem));
    return;
  }
  await desk.refresh();
  await showImports(asking);
}
