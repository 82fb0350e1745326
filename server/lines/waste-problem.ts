import type { WasteProblem } from '../../domain/waste/waste-question.ts';
import type { LineError } from './line-error.ts';

/** A domain problem as a line error: the field it is about and a plain sentence. */
export function wasteLineError(found: WasteProblem): LineError {
  const path = pathOf(found);
  return { code: found.code, path, message: `${path} ${SAID[found.code]}${bound(found)}` };
}

const SAID: Readonly<Record<WasteProblem['code'], string>> = {
  'dose-not-positive': 'must be more than zero',
  'dose-absurd': 'is more billing units than a claim can carry',
  'concentration-missing':
    'counts a volume where the code counts something else, or the reverse: a concentration is missing',
  'measures-differ': 'counts something else than the billing unit of the code',
  'opened-measure-differs': 'counts something else than the billing unit of the code',
  'empty-vial': 'must be more than zero',
  'no-vial-count': 'must be at least 1',
  'nothing-opened': 'must name at least one vial',
  'given-missing': 'is missing: an interrupted administration needs the amount that was given',
  'negative-amount': 'must not be negative',
  'more-given-than-opened': 'is more than twice what the opened vials hold',
  'more-kept-than-opened': 'holds no more than what other patients received',
  'no-strengths': 'is missing, and the drug table knows no strength of this code in the unit of the dose',
  'strength-not-positive': 'must hold more than zero',
  'strengths-too-fine': 'holds strengths whose common step is too small to plan with',
  'too-many-vials': 'needs more vials than can be planned',
};

/** Problems that name neither an amount nor a vial. */
const PATH: Readonly<Partial<Record<WasteProblem['code'], string>>> = {
  'nothing-opened': 'opened',
  'given-missing': 'given',
  'more-kept-than-opened': 'opened',
  'no-strengths': 'available',
  'strength-not-positive': 'available',
  'strengths-too-fine': 'available',
};

function pathOf(found: WasteProblem): string {
  if ('about' in found) return found.about;
  if ('at' in found) return `opened[${found.at}].${found.code === 'no-vial-count' ? 'count' : 'content'}`;
  return PATH[found.code] ?? 'dose';
}

const bound = (found: WasteProblem): string => ('most' in found ? ` (more than ${found.most})` : '');
