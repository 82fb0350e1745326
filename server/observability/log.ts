import { pino } from 'pino';

/**
 * Everything that a log line may carry. No name, no record, no token, no text of a request fits in here, and a field
 * that is not listed does not compile.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly tenant?: string;
  /** The number of a job's run. */
  readonly run?: string;
  readonly service?: string;
  readonly hookInstance?: string;
  readonly decision?: string;
  readonly cards?: number;
  readonly cardUuids?: readonly string[];
  readonly rules?: string;
  readonly rule?: string;
  /** Versions of the reference tables and of the policy packs. */
  readonly reference?: string;
  readonly policies?: string;
  readonly status?: number;
  readonly method?: string;
  readonly route?: string;
  readonly code?: string;
  readonly paths?: readonly string[];
  readonly iss?: string;
  readonly jti?: string;
  readonly why?: string;
  readonly durationMs?: number;
  readonly port?: number;
  readonly count?: number;
  readonly url?: string;
  readonly notRead?: readonly string[];
  /** Name, code and stack of an error of ours; its message too, which by house rule holds no patient data. */
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string; readonly stack?: string };
}

export interface Log {
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
}

/** What `LOG_LEVEL` may say. */
export const LOG_LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/** JSON lines on standard output. */
export function openLog(level: string): Log {
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const write =
    (method: 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void =>
      logger[method](fields, event);
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What an operator needs of whatever was thrown. */
export function errorFields(thrown: unknown): NonNullable<LogFields['error']> {
  if (!(thrown instanceof Error)) return { name: 'Unknown', message: typeof thrown };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  if (code !== undefined && QUOTES_VALUES.test(code)) {
    return { name: thrown.name, code, message: 'the database refused a value, which is not repeated here' };
  }
  return {
    name: thrown.name,
    message: thrown.message,
    ...(code === undefined ? {} : { code }),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
  };
}

/** Classes 22 and 23 of PostgreSQL, data exception and integrity constraint: their messages may quote what was refused. */
const QUOTES_VALUES = /^2[23][0-9A-Z]{3}$/;
