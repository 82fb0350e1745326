import type { RequestHandler } from 'express';
import { apiProblem, refuseApi } from './api-problem.ts';

/** No text of the database can hold the character: said here, with its place, before anything is asked. */
export const refuseNul: RequestHandler = (request, response, next) => {
  const [path = '', query = ''] = request.originalUrl.split('?', 2);
  const place = path.includes(NUL) ? 'address' : query.split('&').find((part) => part.includes(NUL));
  if (place === undefined) next();
  else
    refuseApi(response, apiProblem('bad-request', 'must not hold the character U+0000', place.split('=', 1)[0] ?? ''));
};

const NUL = '%00';
