/** One PostgreSQL server and one embedded template per test run, each made when a test first asks for it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

import { makeDatabaseTemplate } from '../../server/store/pglite-engine.ts';
import { startTestPostgres, type TestPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address that answers `/postgres` with the URL of a server and `/template` with a folder (postgres-engines.ts). */
    testDatabases: string;
  }
}

const TEMPLATE = fileURLToPath(new URL('../../.build/embedded-database-template', import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<TestPostgres> | undefined;
  let template: Promise<string> | undefined;
  const makers: Readonly<Record<string, () => Promise<string>>> = {
    '/postgres': async () => (await (postgres ??= startTestPostgres())).url,
    '/template': () => (template ??= makeTemplate()),
  };

  const server = createServer((request, response) => {
    const make = makers[request.url ?? ''];
    if (make === undefined) {
      response.writeHead(404).end();
      return;
    }
    make().then(
      (text) => response.end(text),
      (problem: unknown) => response.writeHead(500).end(String(problem)),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  project.provide('testDatabases', `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);

  return async () => {
    server.closeAllConnections();
    server.close();
    await (await postgres)?.stop();
  };
}

/** Kept between runs: initdb's result depends on the version of the engine only. */
async function makeTemplate(): Promise<string> {
  const folder = join(TEMPLATE, '0.5.16-4mb');
  await makeDatabaseTemplate(folder);
  return folder;
}
