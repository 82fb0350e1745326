import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { CommandStreams } from './ndjson-lines.ts';

/** Exit status for a command that was called wrongly: nothing was read, nothing was changed. */
export const WRONG_CALL = 2;

/** A command without options of its own: `--help` prints the usage (status 0), anything but `--json` is refused (status 2). */
export function parsedOptions(
  argv: readonly string[],
  usage: string,
  { stdout, stderr }: CommandStreams,
): Result<undefined, number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    stdout.write(usage);
    return problem(0);
  }
  const unknown = argv.find((argument) => argument !== '--json');
  if (unknown === undefined) return ok(undefined);
  stderr.write(`unknown argument: ${unknown}\n\n${usage}`);
  return problem(WRONG_CALL);
}
