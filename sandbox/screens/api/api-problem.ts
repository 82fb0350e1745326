/** A call to the sandbox's own server that did not work, in a sentence that may be shown. */
export class ApiProblem extends Error {
  /** Null when there was no answer at all. */
  readonly status: number | null;
  /** The field at fault, where the server named one. */
  readonly path: string | undefined;

  constructor(status: number | null, message: string, path?: string) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.path = path;
  }
}

/** What to show for anything that was thrown; only our own problems carry words meant for people. */
export function problemText(problem: unknown): string {
  return problem instanceof ApiProblem ? problem.message : 'this page met an error of its own; reload it';
}
