/** Words that stand on every infusion visit or order and so tell nothing. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'infusion',
  'injection',
  'injectable',
  'intravenous',
  'chemo',
  'chemotherapy',
  'therapy',
  'treatment',
  'solution',
  'cycle',
  'visit',
  'appointment',
  'every',
  'weeks',
  'vial',
  'dose',
  'drug',
  'with',
  'hour',
  'hours',
  'chair',
  'room',
  'center',
  'clinic',
  'oncology',
  'immunotherapy',
  'ml',
  'units',
  'concentrate',
]);

const SHORTEST = 4;
/** Visits and orders are called by few names. */
const remembered = new Map<string, ReadonlySet<string>>();
const MOST_REMEMBERED = 2000;
const NO_WORDS: ReadonlySet<string> = new Set();

/** Words that tell one drug or regimen from another. */
export function wordsIn(texts: readonly string[]): ReadonlySet<string> {
  const said = texts.join(' ');
  if (said === '') return NO_WORDS;
  const known = remembered.get(said);
  if (known !== undefined) return known;
  const words = said.toLowerCase().split(/[^a-z0-9]+/);
  const telling = new Set(
    words.filter((word) => word.length >= SHORTEST && !EVERYWHERE.has(word) && !/^\d/.test(word)),
  );
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(said, telling);
  return telling;
}

const INFUSION = /infus|chemo|inject|\biv\b|hydration|treatment|cycle|immunotherap/i;
export const looksInfused = (text: string): boolean => INFUSION.test(text);
