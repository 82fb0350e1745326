/** A plain proxy: one server after the other, and one that refused a connection is left out for a second. */
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

const LEFT_OUT_MS = 1000;

export interface RoundRobin {
  /** Where the servers listen; may be changed while it runs. */
  readonly servers: string[];
  readonly close: () => Promise<void>;
}

export async function openRoundRobin(port: number): Promise<RoundRobin> {
  const servers: string[] = [];
  const outUntil = new Map<string, number>();
  let turn = 0;
  const next = (): string | undefined => {
    const now = performance.now();
    const candidates = servers.filter((server) => (outUntil.get(server) ?? 0) < now);
    return candidates[(turn += 1) % candidates.length];
  };
  const proxy = createServer((incoming, outgoing) => {
    const to = next();
    if (to === undefined) outgoing.writeHead(502).end();
    else passOn(incoming, outgoing, to, () => outUntil.set(to, performance.now() + LEFT_OUT_MS));
  });
  await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  return {
    servers,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}

/** A call that was begun is not sent twice: whoever called hears 502 and decides. */
function passOn(incoming: IncomingMessage, outgoing: ServerResponse, to: string, onRefused: () => void): void {
  const passed = request(
    `${to}${incoming.url ?? '/'}`,
    { method: incoming.method, headers: incoming.headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
    },
  );
  passed.once('error', () => {
    onRefused();
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  incoming.pipe(passed);
}
