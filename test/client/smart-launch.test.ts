import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LaunchProblem } from '../../client/launch/launch-problem.ts';
import { authorizationAddress, completeLaunch } from '../../client/launch/smart-launch.ts';

const config = {
  redirectUri: 'https://chairready.example/',
  launches: [{ iss: 'https://ehr.example/fhir', clientId: 'chairready', scope: 'openid launch' }],
};

function memoryStorage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

const problemOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (problem: unknown) => (problem instanceof LaunchProblem ? problem.code : problem),
  );

describe('the launch', () => {
  const contacted = vi.fn();
  beforeEach(() => {
    vi.stubGlobal('fetch', contacted);
    vi.stubGlobal('sessionStorage', memoryStorage());
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    contacted.mockReset();
  });

  it('contacts nobody when the issuer is not configured', async () => {
    const attempt = authorizationAddress({ kind: 'launch', iss: 'https://evil.example/fhir', launch: 'x' }, config);
    expect(await problemOf(attempt)).toBe('issuer-not-allowed');
    expect(contacted).not.toHaveBeenCalled();
  });

  it('does not trade a code that this window did not ask for', async () => {
    expect(await problemOf(completeLaunch({ kind: 'callback', code: 'c', state: 'not-ours' }))).toBe('state-not-ours');
    expect(contacted).not.toHaveBeenCalled();
  });

  it('says so when the browser forbids storage in the frame', async () => {
    const forbidden = () => {
      throw new Error('SecurityError');
    };
    vi.stubGlobal('sessionStorage', { getItem: forbidden, setItem: forbidden, removeItem: forbidden });
    expect(await problemOf(completeLaunch({ kind: 'callback', code: 'c', state: 's' }))).toBe('storage-blocked');
  });
});
