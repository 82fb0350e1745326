/** Why a launch did not become a session. */
export type LaunchProblemCode =
  | 'issuer-not-allowed'
  | 'authorization-not-safe'
  | 'ehr-sign-in-unreachable'
  | 'state-not-ours'
  | 'code-not-accepted'
  | 'token-answer-incomplete'
  | 'storage-blocked';

export class LaunchProblem extends Error {
  readonly code: LaunchProblemCode;
  /** For the help desk; never a token, a code or a name. */
  readonly detail: string | undefined;

  constructor(code: LaunchProblemCode, detail?: string) {
    super(code);
    this.name = 'LaunchProblem';
    this.code = code;
    this.detail = detail;
  }
}
