/** The empty database that the build makes, so that the first start copies one instead of running initdb. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from '../../reference-data/package-root.ts';

/** Where `scripts/build.mjs` puts it. */
export const builtTemplateFolder = (root: string = packageRoot()): string => join(root, 'dist', 'database-template');

/** For `openStore`: the built template where there is one, else nothing, and the first start takes seconds longer. */
export function builtTemplate(root?: string): { readonly template?: string } {
  const template = builtTemplateFolder(root);
  return existsSync(template) ? { template } : {};
}
