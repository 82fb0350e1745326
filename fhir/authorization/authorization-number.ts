/** What stands in a number's place and is none. Letters only, because spacing and slashes vary. */
const NOT_A_NUMBER: ReadonlySet<string> = new Set([
  'npr',
  'na',
  'none',
  'no',
  'nil',
  'null',
  'pending',
  'pend',
  'pended',
  'unknown',
  'tbd',
  'notrequired',
  'notneeded',
  'noauth',
  'noauthrequired',
  'noauthneeded',
  'noprecert',
  'noprecertrequired',
  'seenotes',
  'see',
  'waiting',
  'requested',
  'submitted',
  'approved',
  'denied',
  'inprocess',
  'open',
  'nopar',
]);

/** The number as written, trimmed; undefined for "NPR", "N/A", "PENDING" and their like, and for what has no sign in it. */
export function authorizationNumber(written: string | undefined): string | undefined {
  const trimmed = written?.trim();
  if (trimmed === undefined || !/[A-Za-z0-9]/.test(trimmed)) return undefined;
  const letters = trimmed.toLowerCase().replace(/[^a-z0-9]/g, '');
  return NOT_A_NUMBER.has(letters) ? undefined : trimmed;
}
