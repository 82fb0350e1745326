import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const ACCEPTABLE = /^[A-Za-z0-9._-]{8,100}$/;

/** Names the request, by the caller's own name where it is a plain one, so that both sides' logs can be laid together. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  const name = given !== undefined && ACCEPTABLE.test(given) ? given : randomUUID();
  response.locals['requestId'] = name;
  response.set('x-request-id', name);
  next();
};

export function requestIdOf(locals: Readonly<Record<string, unknown>>): string {
  const name = locals['requestId'];
  return typeof name === 'string' ? name : '';
}
