import { parseArgs } from 'node:util';
import type { Environment } from '../config/load-config.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import { copyDatabase } from '../store/copy-database.ts';
import type { CopiedTable, CopyRefused } from '../store/copy-database.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/open-store.ts';
import { WRONG_CALL } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import type { Parsed } from './on-database.ts';
import { configOfCommand, runOnDatabase, wrongCall } from './on-database.ts';

const USAGE = `Usage: chairready db copy --to postgres://...

Copies the embedded database under the data folder into an empty database of a PostgreSQL server, in one transaction,
and checks the audit chain there. Stop the server first: what is copied must not change meanwhile.
Afterwards start the server with DATABASE_URL set to the same address. The embedded database stays as it is.

Writes one JSON line: {"tables":[{"table","rows"}],"rows","chain":{"records","ok"}}

Exit status: 0 copied and the chain is whole; 1 it could not be copied, or the chain is not whole; 2 the call is wrong
or the other database is not empty: nothing was changed.
`;

/** `chairready db`: resolves to the exit status. */
export function runDb(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  return runOnDatabase(parsed(argv), USAGE, streams, ({ to }) => copyTo(to, streams, environment));
}

function parsed(argv: readonly string[]): Parsed<{ readonly to: string }> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { help: { type: 'boolean', short: 'h' }, to: { type: 'string' } },
      strict: true,
      allowPositionals: true,
    });
    if (values.help === true) return 'help';
    if (positionals.join(' ') !== 'copy') return { fault: 'db knows one action: copy' };
    return isServerAddress(values.to) ? { to: values.to } : { fault: '--to: must be a postgres:// address' };
  } catch (error) {
    return wrongCall(error);
  }
}

const isServerAddress = (to: string | undefined): to is string =>
  to !== undefined && URL.canParse(to) && /^postgres(ql)?:$/.test(new URL(to).protocol);

async function copyTo(to: string, { stdout, stderr }: CommandStreams, environment: Environment): Promise<number> {
  // The source is the embedded database, whatever the configuration says of a server.
  const { dataDir } = configOfCommand(environment);
  return between(dataDir, to, async (source, target) => {
    const copied = await copyDatabase(source.db, target.db);
    if (!copied.ok) {
      stderr.write(`${refusal(copied.problem)}\n`);
      return WRONG_CALL;
    }
    const chain = await verifyChain(target.db);
    stdout.write(`${JSON.stringify(reportOf(copied.value, chain))}\n`);
    return chain.ok ? 0 : 1;
  });
}

const reportOf = (
  tables: readonly CopiedTable[],
  { records, ok }: { readonly records: number; readonly ok: boolean },
) => ({
  tables: tables.filter(({ rows }) => rows > 0),
  rows: tables.reduce((total, { rows }) => total + rows, 0),
  chain: { records, ok },
});

function refusal(refused: CopyRefused): string {
  return refused.kind === 'not-empty'
    ? `the other database is not empty (${refused.table} has rows): name a new one; nothing was changed`
    : 'the other database belongs to another version of ChairReady: name a new one; nothing was changed';
}

async function between(
  dataDir: string,
  databaseUrl: string,
  work: (source: Store, target: Store) => Promise<number>,
): Promise<number> {
  const source = await openStore({ dataDir });
  try {
    const target = await openStore({ dataDir, databaseUrl });
    try {
      return await work(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
