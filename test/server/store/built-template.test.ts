import { mkdtempSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtTemplate, builtTemplateFolder } from '../../../server/store/built-template.ts';
import { makeBuiltTemplate } from '../../../server/store/make-built-template.ts';
import { openStore } from '../../../server/store/open-store.ts';

const root = mkdtempSync(join(tmpdir(), 'chairready-template-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the empty database that the build makes', () => {
  it('is offered only where there is one', () => {
    expect(builtTemplate(root)).toEqual({});
  });

  it('opens as a store of its own that has every table, whichever account built it', async () => {
    mkdirSync(join(root, 'dist'));
    await makeBuiltTemplate(root);
    expect(builtTemplate(root)).toEqual({ template: builtTemplateFolder(root) });
    const store = await openStore({ dataDir: mkdtempSync(join(root, 'data-')), ...builtTemplate(root) });
    expect(await store.db.selectFrom('cds_call').select('id').limit(1).execute()).toEqual([]);
    await store.close();
    // Nobody else reads what patients get into; an image is built by another account than the one that runs the server.
    const [made = ''] = readdirSync(root).filter((name) => name.startsWith('data-'));
    expect(statSync(join(root, made, 'database')).mode & 0o777).toBe(0o700);
    const unreadable = readdirSync(builtTemplateFolder(root), { withFileTypes: true, recursive: true })
      .filter((entry) => (statSync(join(entry.parentPath, entry.name)).mode & 0o004) === 0)
      .map(({ name }) => name);
    expect(unreadable).toEqual([]);
  }, 180_000);
});
