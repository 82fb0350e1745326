import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { ImportRefusal } from './import-report.ts';

/** What can be told of a file without understanding it. */
export interface FilePrint {
  readonly path: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly checksum: string;
  readonly encoding: 'utf-8' | 'windows-1252';
  readonly endsWithNewline: boolean;
}

const NEWLINE = 10;

/** Reads a file once, in pieces. Refuses what is no file, empty, packed, or in an encoding that is not understood. */
export async function printOfFile(path: string): Promise<Result<FilePrint, ImportRefusal>> {
  const unreadable = await whyUnreadable(path);
  if (unreadable !== undefined) return problem({ code: 'unreadable', message: unreadable });
  const { first, last, checksum, isUtf8 } = await bytesOf(path);
  const refusal = refusalOf(first);
  if (refusal !== undefined) return problem(refusal);
  return ok({ path, checksum, encoding: isUtf8 ? 'utf-8' : 'windows-1252', endsWithNewline: last === NEWLINE });
}

async function bytesOf(path: string) {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [isUtf8, last, first] = [true, 0, Buffer.alloc(0)];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (first.length < 4) first = Buffer.concat([first, chunk.subarray(0, 4)]);
    last = chunk.at(-1) ?? last;
    isUtf8 &&= decodes(decoder, chunk);
  }
  return { first, last, checksum: hash.digest('hex'), isUtf8: isUtf8 && decodes(decoder) };
}

async function whyUnreadable(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? undefined : 'this is not a file';
  } catch {
    return 'there is no such file, or it may not be read';
  }
}

function decodes(decoder: TextDecoder, chunk?: Uint8Array): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

function refusalOf(first: Buffer): ImportRefusal | undefined {
  if (first.length === 0) return { code: 'empty', message: 'the file is empty' };
  const start = first.toString('latin1');
  if (start.startsWith('PK'))
    return { code: 'wrong-kind', message: 'this is a ZIP or Excel file: import the CSV inside' };
  if (start.startsWith('\xff\xfe') || start.startsWith('\xfe\xff'))
    return { code: 'wrong-kind', message: 'this file is UTF-16 text: save it as CSV in UTF-8' };
  return undefined;
}
