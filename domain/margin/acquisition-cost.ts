import type { Worked, WorksheetLine } from '../decision/worksheet.ts';
import { worked } from '../decision/worksheet.ts';
import { addUnits, unitsAsRational, unitsText } from '../kernel/billing-units.ts';
import { decimalText, isZero, multiply, negate, rational } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { Usd } from '../kernel/usd.ts';
import { noUsd, sumUsd, timesUsd, usdOf } from '../kernel/usd.ts';
import type { Acquisition, MarginQuestion } from './margin-question.ts';
import type { MarginProblem } from './payment-form.ts';

/** What the drug cost net of what is taken off, with its working; nothing where another pharmacy buys it. */
export function acquisitionCost(question: MarginQuestion): Result<Worked, MarginProblem> {
  const { acquisition, payer } = question;
  if (payer.form === 'white-bag') {
    return ok(worked([{ label: 'acquisition: not bought here', amount: noUsd, source: 'payer form white-bag' }]));
  }
  if (acquisition === undefined) return problem({ code: 'acquisition-missing' });
  const invoiced = invoiceLine(acquisition, question);
  return ok(worked([invoiced, ...reductionLines(acquisition, invoiced.amount)]));
}

function invoiceLine(acquisition: Acquisition, question: MarginQuestion): WorksheetLine {
  const { source } = acquisition;
  if (acquisition.kind === 'vials') {
    const amount = sumUsd(acquisition.vials.map(({ count, each }) => timesUsd(each, rational(count))));
    const vials = acquisition.vials.map(({ count, each }) => `${String(count)} x ${decimalText(each)}`);
    return { label: `acquisition of vials: ${vials.join(' + ')}`, amount, source };
  }
  const bought = addUnits(question.units, question.discardedUnits);
  const amount = timesUsd(acquisition.perUnit, unitsAsRational(bought));
  return { label: `acquisition: ${unitsText(bought)} at ${decimalText(acquisition.perUnit)}`, amount, source };
}

const reductionLines = ({ reductions = [] }: Acquisition, invoiced: Usd): readonly WorksheetLine[] =>
  reductions
    .filter(({ share }) => !isZero(share))
    .map(({ label, share, source }) => ({ label, amount: usdOf(negate(multiply(invoiced, share))), source }));
