/** What is printed may find nobody: `chairready doctor | head` hangs up after some lines. */
import type { Writable } from 'node:stream';

/** From now on a reader who has gone is no fault of the command, which goes on and ends with its own exit status. */
export function tolerateReaderGone(...outputs: readonly Writable[]): void {
  for (const output of outputs) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
