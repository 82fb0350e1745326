/** What is wrong with one line; `path` names the field (`opened[1].count`), empty for the line as a whole. */
export interface LineError {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}
