/** The last line of a statement switch: compiles only when every case has been handled. */
export function assertNever(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
