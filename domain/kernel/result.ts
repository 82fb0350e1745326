/** What a parser or a look-up answers: the value, or a problem with enough in it to say what went wrong. */
export type Result<Value, Problem> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

export const problem = <Problem>(found: Problem): { readonly ok: false; readonly problem: Problem } => ({
  ok: false,
  problem: found,
});
