/** The calls of the screens to the sandbox's server, each answer checked against its schema. */
import type { z } from 'zod';
import * as moments from '../../screens-api/moments.schema.ts';
import * as wire from '../../screens-api/screens.schema.ts';
import { ApiProblem } from './api-problem.ts';

export type SandboxApi = ReturnType<typeof createSandboxApi>;

/** `base` is the address of the API without a trailing slash. Every call rejects with an `ApiProblem`. */
export function createSandboxApi(base: string) {
  const get = <T>(path: string, schema: z.ZodType<T>): Promise<T> => ask(`${base}${path}`, { method: 'GET' }, schema);
  const post = <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> =>
    ask(`${base}${path}`, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) }, schema);
  return {
    state: () => get('/state', wire.State),
    patients: () => get('/patients', wire.PatientList),
    patient: (id: string) => get(`/patients/${encodeURIComponent(id)}`, wire.PatientDetail),
    slots: (from: string, days: number) => get(`/slots?from=${from}&days=${days}`, wire.SlotList),
    schedule: (from: string, days: number) => get(`/schedule?from=${from}&days=${days}`, wire.Schedule),
    traffic: () => get('/traffic', wire.Traffic),
    askBeforeBooking: (request: wire.BookingRequest) => post('/hooks/booking', request, wire.HookExchange),
    askBeforeMoving: (id: string, request: moments.MoveHookRequest) =>
      post(`/hooks/move/${encodeURIComponent(id)}`, request, wire.HookExchange),
    askAtMoment: (request: moments.MomentWish) => post('/moments/ask', request, wire.HookExchange),
    carryOut: (request: moments.MomentWish) => post('/moments/carry-out', request, moments.MomentDone),
    book: (request: wire.BookingRequest) => post('/appointments', request, wire.BookedVisits),
    move: (id: string, to: wire.MoveRequest) => post(`/appointments/${encodeURIComponent(id)}/move`, to, wire.Visit),
    cancel: (id: string) => post(`/appointments/${encodeURIComponent(id)}/cancel`, {}, wire.Visit),
    writeOrder: (order: wire.OrderRequest) => post('/orders', order, wire.Order),
    sendFeedback: (feedback: wire.FeedbackRequest) => post('/feedback', feedback, wire.FeedbackExchange),
    launch: (request: wire.LaunchRequest) => post('/launch', request, wire.LaunchAnswer),
    nextDay: () => post('/next-day', { days: 1 }, wire.NextDay),
    faults: () => get('/faults', wire.FaultSettings),
    setFaults: (settings: wire.FaultSettings) => post('/faults', settings, wire.FaultSettings),
    importBundle: (bundle: unknown) => post('/import', bundle, wire.ImportReport),
  };
}

const JSON_BODY = { 'Content-Type': 'application/json' };

async function ask<T>(url: string, init: RequestInit, schema: z.ZodType<T>): Promise<T> {
  const answer = await fetch(url, init).catch(() => {
    throw new ApiProblem(null, 'the sandbox EHR does not answer; is it still running?');
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw problemIn(answer.status, body);
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new ApiProblem(answer.status, 'the sandbox EHR answered with something this page cannot read');
}

function problemIn(status: number, body: unknown): ApiProblem {
  const read = wire.Problem.safeParse(body);
  if (!read.success) return new ApiProblem(status, `the sandbox EHR answered with status ${status}`);
  const { message, path } = read.data.error;
  return new ApiProblem(status, message, path);
}
