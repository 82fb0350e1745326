import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greetNewcomersTogether } from '../../server/greet-newcomers.ts';

const CROWD = 40;
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push('request');
  request.resume().once('end', () => response.end('heard'));
});
greetNewcomersTogether(server);
server.on('connection', () => seen.push('connection'));

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

/** One that has sent its whole request before the server looks. */
function caller(): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: 4\r\n\r\nbody`);
  return socket;
}

describe('A crowd of new connections', () => {
  it('is let in as a whole before anybody of it is read, and everybody is answered', async () => {
    const crowd = Array.from({ length: CROWD }, caller);
    const answers = await Promise.all(crowd.map((socket) => text(socket)));
    expect(answers.filter((answer) => answer.endsWith('heard'))).toHaveLength(CROWD);
    expect(seen.indexOf('request')).toBe(CROWD);
    expect(seen).toHaveLength(2 * CROWD);
  });

  it('loses whoever breaks off at the door, and nobody else', async () => {
    const [leaving, staying] = [caller(), caller()];
    await once(leaving, 'connect');
    leaving.resetAndDestroy();
    expect(await text(staying)).toMatch(/heard$/);
  });
});
