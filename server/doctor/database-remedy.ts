/** What to do where the database cannot be used, by what it said. */
import { TablesBehind } from '../store/migrate.ts';

export interface DatabasePlace {
  readonly dataDir: string;
  /** Undefined for the embedded database. */
  readonly databaseUrl?: string | undefined;
}

/** `error` is what opening it threw; what brought that about counts as well. */
export function databaseRemedy(error: unknown, { dataDir, databaseUrl }: DatabasePlace): string {
  if (error instanceof TablesBehind) return UPDATE_TABLES;
  const code = codesOf(error).find((one) => one in REMEDIES);
  if (code !== undefined) return (REMEDIES[code] ?? '').replace('FOLDER', dataDir);
  return databaseUrl === undefined
    ? `Look at the folder ${dataDir}: its owner, its space, and who else uses it.`
    : 'Check DATABASE_URL, the network, and that the server runs.';
}

const UPDATE_TABLES =
  'Bring the tables up to date as their owner, then give the grants again: docs/operations.md, Database roles. Where there is one role only, it must be allowed to create in the schema.';

const OWNER = 'Give FOLDER to the account that runs the server (chown -R), for that account alone (chmod 700).';
const LOGIN =
  'Put user and password right in DATABASE_URL, or let the user in on the server (create role, pg_hba.conf).';

/** By the code of the operating system, or of PostgreSQL (its appendix A). */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on the disk of FOLDER.',
  EACCES: OWNER,
  EPERM: OWNER,
  EROFS:
    'The file system of FOLDER is mounted read-only: mount it for writing, or name another folder (CHAIRREADY_DATA).',
  '3D000': 'Create the database, or put its name right in DATABASE_URL.',
  '28000': LOGIN,
  '28P01': LOGIN,
  '53100': "Make room on the disk of the database's server.",
  '53300': 'The server has no connection left: raise max_connections, or end what holds them.',
};

function codesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return 'cause' in error ? [...own, ...codesOf(error.cause)] : own;
}
