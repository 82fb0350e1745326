/** Opens the one port of the server, and closes it in good order. */
import type { Server } from 'node:http';
import type { Config } from './config/load-config.ts';
import { isLoopback } from './config/url-rules.ts';
import { greetNewcomersTogether } from './greet-newcomers.ts';

/** Only this machine, unless an administrator has given it an address of its own. */
export function listen(server: Server, { port, publicUrl }: Config): Promise<Server> {
  greetNewcomersTogether(server);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(port) : error);
    });
    server.listen({ port, ...(isLoopback(publicUrl) ? { host: '127.0.0.1' } : {}) }, () => {
      resolve(server);
    });
  });
}

/** Somebody else listens there already. */
export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is already in use. Stop what uses it, or choose another one: PORT=${port + 1000}`);
    this.name = 'PortTaken';
  }
}

const GRACE_MS = 5000;

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      server.closeAllConnections();
    }, GRACE_MS);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}
