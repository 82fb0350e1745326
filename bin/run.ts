import type { CommandStreams } from '../server/commands/ndjson-lines.ts';
import { CANNOT, COMMANDS } from './commands.ts';

const width = Math.max(...COMMANDS.map(({ name }) => name.length));

const USAGE = `Usage: chairready <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

chairready <command> --help tells more.
`;

/** Finds the command and runs it. Resolves to the exit status. */
export async function run(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? streams.stderr : streams.stdout).write(USAGE);
    return name === undefined ? CANNOT : 0;
  }
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined) {
    streams.stderr.write(`There is no command "${name}".\n\n${USAGE}`);
    return CANNOT;
  }
  const start = await command.load();
  return start(rest, streams);
}
