/** Large bodies wait for each other, so that neither memory nor the event loop is one caller's alone. */
import type { Request, RequestHandler, Response } from 'express';
import { limitConcurrency } from '../gateway/limit-concurrency.ts';
import { firstOf } from './first-of.ts';
import { oneATurn } from './one-a-turn.ts';

/** Reads the bytes of a body. `sender` is whose share it takes: a tenant. */
export type ReadBytes = (request: Request, response: Response, sender: string) => Promise<unknown>;

/** A body beyond this takes milliseconds to parse; most requests have less than half. */
const LARGE_BODY = 64 * 1024;

/** Who sends no whole body by then is let go, with whatever place it held or waited for. */
const PATIENCE_MS = 10_000;

/** Large bodies of one sender that are read at a time; the others stay in the network until it is their turn. */
const MOST_AT_ONCE = 8;

/**
 * Nothing reads a body before this is asked: what a stranger sends is thrown away as it comes. Of large ones a few are
 * read at a time, and one is handed on in each turn, so that two hundred at once keep no liveness probe waiting.
 */
export function readingBytes(readRaw: RequestHandler, patienceMs = PATIENCE_MS): ReadBytes {
  const turn = oneATurn();
  const shares = new Map<string, ReturnType<typeof limitConcurrency>>();
  const shareOf = (sender: string) => {
    const share = shares.get(sender) ?? limitConcurrency(MOST_AT_ONCE);
    shares.set(sender, share);
    return share;
  };
  const inTurn: ReadBytes = (request, response, sender) =>
    shareOf(sender)(async () => {
      const body = await Promise.race([rawBody(readRaw, request, response), closed(response)]);
      await turn();
      return body;
    });
  return (request, response, sender) =>
    within(patienceMs, isSmall(request) ? rawBody(readRaw, request, response) : inTurn(request, response, sender));
}

/** The body parser tells its faults by status; so is this one told. */
const tooSlow = (): Error => Object.assign(new Error('the body could not be read in time'), { status: 408 });

async function within(ms: number, body: Promise<unknown>): Promise<unknown> {
  const read = await firstOf(
    body.then((bytes) => ({ bytes })),
    ms,
  );
  if (read === undefined) throw tooSlow();
  return read.bytes;
}

const isSmall = (request: Request): boolean => Number(request.get('content-length') ?? Infinity) <= LARGE_BODY;

function rawBody(readRaw: RequestHandler, request: Request, response: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    readRaw(request, response, (fault?: unknown) => {
      if (fault === undefined) resolve(request.body);
      else reject(fault instanceof Error ? fault : new Error('the body parser failed'));
    });
  });
}

/** Whoever was answered or has hung up gives the place back, whatever is still to come of the body. */
const closed = (response: Response): Promise<undefined> =>
  new Promise((resolve) => {
    const tell = (): void => {
      resolve(undefined);
    };
    if (response.closed) tell();
    else response.once('close', tell);
  });
