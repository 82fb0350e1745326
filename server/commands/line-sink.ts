import type { Writable } from 'node:stream';

const WRITE_SIZE = 64 * 1024;

/** Writes in larger pieces and waits while the reader is slow; once the reader has gone it only takes note. */
export function lineSink(output: Writable) {
  let held: string[] = [];
  let size = 0;
  let fault: Error | undefined;
  // The listener stays: an error that arrives late must not end the process with a stack trace.
  output.on('error', (error: Error) => {
    fault = error;
  });

  /** False once the reader has gone. */
  async function flush(): Promise<boolean> {
    const text = held.join('');
    [held, size] = [[], 0];
    if (text !== '' && output.writable && !output.write(text)) await drained(output);
    return output.writable;
  }

  return {
    flush,
    async write(text: string): Promise<void> {
      held.push(text);
      size += text.length;
      if (size >= WRITE_SIZE) await flush();
    },
    async end(): Promise<void> {
      if (await flush()) await handedOn(output);
      if (fault !== undefined && !isClosedPipe(fault)) throw fault;
    },
  };
}

/** Resolves when more may be written, or nothing ever again. */
const drained = (output: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const event of ENDINGS) output.off(event, done);
      resolve();
    };
    for (const event of ENDINGS) output.once(event, done);
  });

const ENDINGS = ['drain', 'close', 'error'] as const;

/** Resolves when all that was written has been handed on, or the reader has gone. */
const handedOn = (output: Writable): Promise<void> =>
  new Promise((resolve) => {
    output.write('', () => {
      resolve();
    });
  });

const isClosedPipe = (error: Error): boolean =>
  'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
