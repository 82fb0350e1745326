import type { NonEmpty } from './non-empty.ts';
import { isNonEmpty } from './non-empty.ts';
import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

type Present<Facts, Names extends keyof Facts> = { readonly [Name in Names]-?: Exclude<Facts[Name], undefined> };

/** All the named facts, present in the type; or exactly the names of those that the record does not say. */
export function known<Facts extends object, Names extends keyof Facts & string>(
  facts: Facts,
  names: readonly Names[],
): Result<Present<Facts, Names>, NonEmpty<Names>> {
  const missing = names.filter((name) => facts[name] === undefined);
  return isNonEmpty(missing) ? problem(missing) : ok(facts as unknown as Present<Facts, Names>);
}
