// When and with whom a story plays: dates are counted from the sandbox day, names are drawn from a seed.
import { openDayFrom } from '../holidays.ts';
import { addDays, atLocalTime } from '../local-time.ts';

export interface Scene {
  readonly story: string;
  readonly timeZone: string;
  /** The calendar date this many days from the sandbox day. */
  readonly day: (days: number) => string;
  /** The same, moved from a weekend or a holiday to the next open day: infusion visits. */
  readonly weekday: (days: number) => string;
  /** A local clock time on a date, with its offset. */
  readonly at: (date: string, time: string) => string;
  readonly person: Person;
}

export interface Person {
  readonly given: string;
  readonly family: string;
  readonly gender: 'female' | 'male';
  readonly birthDate: string;
  readonly mrn: string;
  readonly memberId: string;
}

const WOMEN = ['Amara', 'Beatriz', 'Chiyo', 'Dolores', 'Esther', 'Farida', 'Greta', 'Hana', 'Ines', 'Josephine'];
const MEN = ['Alvaro', 'Bertram', 'Cheng', 'Dmitri', 'Emeka', 'Florian', 'Giorgio', 'Hakim', 'Isidro', 'Jun'];
const FAMILIES = [
  ['Abernethy', 'Bakker', 'Castellanos', 'Dlamini', 'Eriksen', 'Fontaine', 'Goldschmidt', 'Haruki'],
  ['Ibragimov', 'Jankowski', 'Kaplan', 'Lindqvist', 'Moreau', 'Nakashima', 'Oyelaran', 'Petrosyan'],
  ['Quintero', 'Rosenthal', 'Sorensen', 'Tamboli', 'Ulrich', 'Vasquez', 'Whitcombe', 'Yamada'],
].flat();

/** `seed` draws name, birth date and numbers; the same seed and story give the same person. */
export function sceneOf(story: string, index: number, today: string, timeZone: string, seed: number): Scene {
  return {
    story,
    timeZone,
    day: (days) => addDays(today, days),
    weekday: (days) => openDayFrom(addDays(today, days)),
    at: (date, time) => atLocalTime(date, time, timeZone),
    person: personOf(randomFrom(`${seed}/${story}`), index),
  };
}

/** Family names are dealt in order from a seed-free deck so that no two stories share one. */
function personOf(random: () => number, index: number): Person {
  const isWoman = random() < 0.5;
  const year = 1942 + Math.floor(random() * 38);
  const two = (n: number): string => String(n).padStart(2, '0');
  const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  return {
    given: pick(random, isWoman ? WOMEN : MEN),
    family: FAMILIES[index % FAMILIES.length] ?? 'Sandbox',
    gender: isWoman ? 'female' : 'male',
    birthDate: `${year}-${two(1 + Math.floor(random() * 12))}-${two(1 + Math.floor(random() * 28))}`,
    mrn: `SBX-${digits(6)}`,
    memberId: `M${digits(9)}`,
  };
}

function pick(random: () => number, names: readonly string[]): string {
  return names[Math.floor(random() * names.length)] ?? 'Robin';
}

/** Numbers from 0 up to 1, always the same for the same text (FNV-1a into mulberry32, both in the public domain). */
export function randomFrom(text: string): () => number {
  let state = Array.from(text, (letter) => letter.charCodeAt(0)).reduce(
    (hash, code) => Math.imul(hash ^ code, 16_777_619),
    2_166_136_261,
  );
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
