/** The one shape in which the API says that something did not work. */
import { z } from 'zod';

/** Every problem code with its HTTP status. The message is for people and holds no patient data. */
export const PROBLEM_STATUS = {
  'bad-request': 400,
  'not-signed-in': 401,
  'session-expired': 401,
  'launch-refused': 403,
  'wrong-patient': 403,
  'not-allowed': 403,
  'not-found': 404,
  /** Somebody else changed it meanwhile. */
  conflict: 409,
  'too-large': 413,
  unprocessable: 422,
  'too-many-requests': 429,
  fault: 500,
  'ehr-unreachable': 502,
  unavailable: 503,
  'ehr-too-slow': 504,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export const problemCode = z.enum(Object.keys(PROBLEM_STATUS) as [ProblemCode, ...ProblemCode[]]);

export const problemResponse = z.object({
  error: z.object({
    code: problemCode,
    /** The field at fault, as `tokenResponse.id_token`. */
    path: z.string().optional(),
    /** The name of the fault within its code, as `more-given-than-opened`. */
    fault: z.string().optional(),
    message: z.string(),
    requestId: z.string(),
  }),
});

export type ProblemResponse = z.infer<typeof problemResponse>;
