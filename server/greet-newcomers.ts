/** Keeps a crowd of new connections from making everybody behind it wait. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A crowd that never ends is greeted in parts. */
const LONGEST_CROWD_MS = 500;

/**
 * Node takes one waiting connection in a turn of its event loop, between the work for those that it has taken already.
 * Two hundred that come at once and all send something would make two hundred long turns before a liveness probe behind
 * them is even let in. So nobody new is read until a turn has brought nobody else: taking them alone is quick.
 */
export function greetNewcomersTogether(server: Server): void {
  const greeters = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  const greet = (socket: Socket): void => {
    socket.off('error', ignore);
    if (socket.destroyed) return;
    for (const greeter of greeters) greeter.call(server, socket);
    socket.resume();
  };
  let crowd: Socket[] = [];
  const greetWhenAllAreIn = (seen: number, since: number): void => {
    setImmediate(() => {
      if (crowd.length > seen && performance.now() - since < LONGEST_CROWD_MS) {
        greetWhenAllAreIn(crowd.length, since);
        return;
      }
      const all = crowd;
      crowd = [];
      all.forEach(greet);
    });
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    socket.pause();
    socket.on('error', ignore);
    crowd.push(socket);
    if (crowd.length === 1) greetWhenAllAreIn(0, performance.now());
  });
}

/** Whoever breaks the connection before they were greeted is nobody's fault. */
const ignore = (): void => undefined;
