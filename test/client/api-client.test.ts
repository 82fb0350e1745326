import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../../client/api/api-client.ts';
import { ApiProblem, hasEnded, isPassing } from '../../client/api/api-problem.ts';
import { aDecision, aSession } from './decision-views.ts';

const BASE = 'https://chairready.example/';
const BEARER = 'b'.repeat(43);
const server = setupServer();
const opening = { iss: 'https://ehr.example/fhir', tokenResponse: { access_token: 'a', id_token: 'i' } };

beforeAll(() => {
  server.listen({ onUnhandledRequest: 'error' });
});
afterEach(() => {
  server.resetHandlers();
});
afterAll(() => {
  server.close();
});

async function problemOf(attempt: Promise<unknown>): Promise<ApiProblem | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (problem) {
    return problem instanceof ApiProblem ? problem : undefined;
  }
}

const answers = (path: string, body: object, status = 200) =>
  http.get(`${BASE}${path}`, () => HttpResponse.json(body, { status }));

describe('the API client', () => {
  it('keeps the bearer out of the session that it returns and sends it from then on', async () => {
    let sent: string | null = null;
    server.use(
      http.post(`${BASE}api/session`, () => HttpResponse.json({ ...aSession(), bearer: BEARER }, { status: 201 })),
      http.get(`${BASE}api/decisions/d1`, ({ request }) => {
        sent = request.headers.get('authorization');
        return HttpResponse.json(aDecision());
      }),
    );
    const api = createApi(BASE);
    expect(JSON.stringify(await api.openSession(opening))).not.toContain(BEARER);
    expect((await api.decision('d1')).id).toBe(aDecision().id);
    expect(sent).toBe(`Bearer ${BEARER}`);
  });

  it('asks for no decision with a bearer before a session is open', async () => {
    let sent: string | null = 'unset';
    server.use(
      http.get(`${BASE}api/visits/next`, ({ request }) => {
        sent = request.headers.get('authorization');
        return HttpResponse.json(
          { error: { code: 'not-signed-in', message: 'Sign in.', requestId: 'r1' } },
          { status: 401 },
        );
      }),
    );
    const problem = await problemOf(createApi(BASE).nextVisits());
    expect(sent).toBeNull();
    expect(problem?.code).toBe('not-signed-in');
    expect(hasEnded(problem)).toBe(true);
  });

  it('names the visit it asks about', async () => {
    let search = '';
    server.use(
      http.get(`${BASE}api/visits/next`, ({ request }) => {
        search = new URL(request.url).search;
        return HttpResponse.json(aDecision());
      }),
    );
    await createApi(BASE).nextVisits('Appointment/a1');
    expect(search).toBe('?appointment=Appointment%2Fa1');
  });

  it('puts an id into the path so that it stays one segment', async () => {
    let path = '';
    server.use(
      http.get(`${BASE}api/decisions/*`, ({ request }) => {
        path = new URL(request.url).pathname;
        return HttpResponse.json(aDecision());
      }),
    );
    await createApi(BASE).decision('../session?x');
    expect(path).toBe('/api/decisions/..%2Fsession%3Fx');
  });

  it('tells the code and the request of a problem', async () => {
    server.use(
      answers(
        'api/decisions/d1',
        { error: { code: 'wrong-patient', message: 'Other patient.', requestId: 'r7' } },
        403,
      ),
    );
    const problem = await problemOf(createApi(BASE).decision('d1'));
    expect(problem).toMatchObject({ code: 'wrong-patient', requestId: 'r7' });
    expect(isPassing(problem)).toBe(false);
  });

  it('refuses half a decision instead of showing it', async () => {
    const { visits: _left, ...half } = aDecision();
    server.use(answers('api/decisions/d1', half));
    expect((await problemOf(createApi(BASE).decision('d1')))?.code).toBe('unreadable-answer');
  });

  it('refuses a state that it does not know', async () => {
    const text = JSON.stringify(aDecision()).replace('"invalid"', '"fine"');
    server.use(answers('api/decisions/d1', JSON.parse(text) as object));
    expect((await problemOf(createApi(BASE).decision('d1')))?.code).toBe('unreadable-answer');
  });

  it('takes members that a newer server adds', async () => {
    server.use(answers('api/decisions/d1', { ...aDecision(), added: true }));
    expect((await createApi(BASE).decision('d1')).id).toBe(aDecision().id);
  });

  it('tells a page of a proxy from an answer', async () => {
    server.use(http.get(`${BASE}api/decisions/d1`, () => new HttpResponse('<html>', { status: 502 })));
    expect((await problemOf(createApi(BASE).decision('d1')))?.code).toBe('unreadable-answer');
  });

  it('tells that nobody answered', async () => {
    server.use(http.get(`${BASE}api/decisions/d1`, () => HttpResponse.error()));
    const problem = await problemOf(createApi(BASE).decision('d1'));
    expect(problem?.code).toBe('no-connection');
    expect(isPassing(problem)).toBe(true);
  });
});
