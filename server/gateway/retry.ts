import type { FhirAnswer, FhirCall, FhirProblemCode } from './fhir-answer.ts';
import type { Attempt } from './fetch-json.ts';

const MOST_ATTEMPTS = 3;
const FIRST_WAIT_MS = 80;

/** Worth another try: the next moment may answer. A refusal stays a refusal. */
const PASSING: ReadonlySet<FhirProblemCode> = new Set(['unreachable', 'too-many-requests', 'server-error']);

export interface Patience {
  readonly now: () => number;
  /** From 0 to 1, so that many waiting callers do not come back at the same moment. */
  readonly chance: () => number;
  readonly wait: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** At most three attempts, waiting as long as the server asks or twice as long each time, never past the deadline. */
export async function withRetries(
  attempt: () => Promise<Attempt>,
  call: FhirCall,
  patience: Patience,
): Promise<FhirAnswer> {
  for (let made = 1; ; made += 1) {
    const { answer, retryAfterMs } = await attempt();
    if (answer.ok || made >= MOST_ATTEMPTS || !PASSING.has(answer.problem.code)) return answer;
    const pause = retryAfterMs ?? FIRST_WAIT_MS * 2 ** made * (0.5 + patience.chance());
    if (patience.now() + pause >= call.deadline || isGivenUp(call)) return answer;
    await patience.wait(pause, call.signal);
  }
}

const isGivenUp = ({ signal }: FhirCall): boolean => signal?.aborted === true;
