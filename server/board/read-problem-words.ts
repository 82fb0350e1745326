/** Why a record was not read, in plain words: the sweep writes down codes. */
export function readProblemWords(why: string): string {
  if (why.startsWith('not kept')) return 'The answer could not be kept.';
  return WORDS[why] ?? 'The record could not be read.';
}

const WORDS: Readonly<Record<string, string>> = {
  'record-unreachable': 'The EHR did not give the record.',
  'too-late': 'The EHR took too long.',
  forbidden: 'The EHR does not let us read the record.',
};
