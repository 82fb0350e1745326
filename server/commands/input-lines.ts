import type { Readable } from 'node:stream';

/** One line of the input; lines count from 1, blank ones included. */
export interface InputLine {
  readonly number: number;
  /** Undefined when the line is longer than may be held. */
  readonly bytes: Uint8Array | undefined;
}

const NEWLINE = 0x0a;

/** The lines of each chunk as it arrives: an interactive caller gets its answer before it writes more. */
export async function* linesOf(input: Readable, mostBytes: number): AsyncGenerator<readonly InputLine[]> {
  const pending = pendingLine(mostBytes);
  let number = 0;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const lines: InputLine[] = [];
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      pending.add(bytes.subarray(from, at));
      lines.push({ number: (number += 1), bytes: pending.take() });
      from = at + 1;
    }
    pending.add(bytes.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (!pending.isEmpty()) yield [{ number: number + 1, bytes: pending.take() }];
}

/** The beginning of a line whose end has not arrived; beyond the bound only its length is kept. */
function pendingLine(mostBytes: number) {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add(part: Buffer): void {
      length += part.length;
      if (length > mostBytes) parts = [];
      else if (part.length > 0) parts.push(part);
    },
    isEmpty: (): boolean => length === 0,
    take(): Buffer | undefined {
      const bytes = length > mostBytes ? undefined : parts.length === 1 ? parts[0] : Buffer.concat(parts);
      [parts, length] = [[], 0];
      return bytes;
    },
  };
}
