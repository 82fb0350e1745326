import type { WorksheetLine } from '../decision/worksheet.ts';
import { addUnits, unitsAsRational, unitsText } from '../kernel/billing-units.ts';
import { decimalText, rational } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import { noUsd, sumUsd, timesUsd } from '../kernel/usd.ts';
import type { MarginQuestion } from './margin-question.ts';
import type { MarginProblem } from './payment-form.ts';

/** What the drug cost, with its working; nothing where another pharmacy buys it. */
export function acquisitionCost(question: MarginQuestion): Result<WorksheetLine, MarginProblem> {
  const { acquisition, payer } = question;
  if (payer.form === 'white-bag') {
    return ok({ label: 'acquisition: not bought here', amount: noUsd, source: 'payer form white-bag' });
  }
  if (acquisition === undefined) return problem({ code: 'acquisition-missing' });
  const { source } = acquisition;
  if (acquisition.kind === 'vials') {
    const amount = sumUsd(acquisition.vials.map(({ count, each }) => timesUsd(each, rational(count))));
    const vials = acquisition.vials.map(({ count, each }) => `${String(count)} x ${decimalText(each)}`);
    return ok({ label: `acquisition of vials: ${vials.join(' + ')}`, amount, source });
  }
  const bought = addUnits(question.units, question.discardedUnits);
  const amount = timesUsd(acquisition.perUnit, unitsAsRational(bought));
  return ok({ label: `acquisition: ${unitsText(bought)} at ${decimalText(acquisition.perUnit)}`, amount, source });
}
