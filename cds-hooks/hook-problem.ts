import type { NonEmpty } from '../domain/kernel/non-empty.ts';

/** Every reason for which a hook call is refused. The list is closed: a new reason needs a status and an issue type here. */
export type HookProblemCode =
  | 'not-json'
  | 'malformed'
  | 'wrong-fhir-server'
  | 'not-trusted'
  | 'unknown-service'
  | 'wrong-method'
  | 'record-unreachable'
  | 'record-unreadable'
  | 'too-large'
  | 'too-slow'
  | 'unsupported-media'
  | 'not-ready'
  | 'fault';

/** One fault: `path` names the element (`context.appointments.entry[0]`), the message never quotes a value. */
export interface HookIssue {
  readonly path: string;
  readonly message: string;
}

export interface HookProblem {
  readonly code: HookProblemCode;
  readonly issues: NonEmpty<HookIssue>;
}

export const hookProblem = (code: HookProblemCode, path: string, message: string): HookProblem => ({
  code,
  issues: [{ path, message }],
});

interface Meaning {
  readonly status: number;
  /** FHIR R4 issue-type. */
  readonly issue: string;
}

/** CDS Hooks defines 200 and 412 only; the others follow Da Vinci CRD where it has chosen. */
const MEANINGS: Readonly<Record<HookProblemCode, Meaning>> = {
  'not-json': { status: 400, issue: 'structure' },
  malformed: { status: 400, issue: 'invalid' },
  'wrong-fhir-server': { status: 400, issue: 'invalid' },
  'not-trusted': { status: 401, issue: 'security' },
  'unknown-service': { status: 404, issue: 'not-found' },
  'wrong-method': { status: 405, issue: 'not-supported' },
  'record-unreachable': { status: 412, issue: 'incomplete' },
  'record-unreadable': { status: 422, issue: 'processing' },
  'too-large': { status: 413, issue: 'too-long' },
  'too-slow': { status: 408, issue: 'timeout' },
  'unsupported-media': { status: 415, issue: 'not-supported' },
  'not-ready': { status: 503, issue: 'transient' },
  fault: { status: 500, issue: 'exception' },
};

export const statusOf = (code: HookProblemCode): number => MEANINGS[code].status;

/** The FHIR R4 OperationOutcome that every refused call carries; a 401 says nothing about its reason. */
export function operationOutcome(problem: HookProblem, reference?: string) {
  const { issue } = MEANINGS[problem.code];
  return {
    resourceType: 'OperationOutcome',
    issue: problem.issues.slice(0, MOST_ISSUES).map(({ path, message }) => ({
      severity: 'error',
      code: issue,
      details: { text: message },
      ...(path === '' ? {} : { diagnostics: path, expression: [path] }),
    })),
    ...(reference === undefined ? {} : { id: reference }),
  };
}

const MOST_ISSUES = 20;
