/** One line of `chairready doctor`. */
export interface Check {
  readonly state: 'ok' | 'warn' | 'fail';
  /** What was looked at and what was found. */
  readonly what: string;
  /** What to do about it; absent where nothing is to be done. */
  readonly remedy?: string;
}

export const ok = (what: string): Check => ({ state: 'ok', what });
export const warn = (what: string, remedy: string): Check => ({ state: 'warn', what, remedy });
export const fail = (what: string, remedy: string): Check => ({ state: 'fail', what, remedy });
