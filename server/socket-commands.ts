import type { CommandHandler } from './store/command-socket.ts';
import { CommandRefused } from './store/command-socket.ts';

/** What other processes may ask of the running server, by the name of the command. */
export function socketCommands(handlers: Readonly<Record<string, CommandHandler>>): CommandHandler {
  const known = new Map(Object.entries(handlers));
  return (request, print) => {
    const handler = known.get(request.command);
    return handler === undefined
      ? Promise.reject(new CommandRefused('unknown-command', 'The running server does not know this command.'))
      : handler(request, print);
  };
}
