import type { AuthorizationSummary } from '../decision/decision.ts';
import { dayText } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { decimalText, isPositive, zero } from '../kernel/rational.ts';
import type { DrugCase, Failed, Left } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { payerOf } from './words.ts';

/** The state of one drug's authorization for every reader: what, by which evidence, how old. */
export function summaryOf(drugCase: DrugCase): AuthorizationSummary {
  const { standing } = drugCase;
  switch (standing.state) {
    case 'valid':
      return {
        state: 'valid',
        because: `${authText(standing.authorization)} covers ${dayText(drugCase.visit.date)}: ${whatFits(standing.left)}${vouchedFor(standing.authorization)}.`,
        ...evidenceOf(standing.authorization),
        ...leftOn(standing.authorization, standing.left),
      };
    case 'invalid':
      return {
        state: 'invalid',
        because: `${authText(standing.authorization)} does not cover ${dayText(drugCase.visit.date)}: ${standing.failed.map((failed) => failedText(failed, drugCase.today)).join('; ')}.`,
        ...evidenceOf(standing.authorization),
        ...leftOn(standing.authorization, standing.left),
      };
    case 'pending':
      return {
        state: 'pending',
        because: `${payerOf(drugCase)} has not answered yet.`,
        ...evidenceOf(standing.authorization),
      };
    case 'denied':
      return { state: 'denied', because: `${payerOf(drugCase)} refused it.`, ...evidenceOf(standing.authorization) };
    case 'not-required':
      return {
        state: 'not-required',
        because: notRequiredBecause(drugCase),
        ...(standing.authorization === undefined ? {} : evidenceOf(standing.authorization)),
      };
    case 'missing':
      return { state: 'missing', because: `${payerOf(drugCase)} requires one and none is on record.` };
    case 'unknown':
      return {
        state: 'unknown',
        because: `Not on record: ${standing.missing.join(', ')}.`,
        ...(standing.authorization === undefined ? {} : evidenceOf(standing.authorization)),
      };
  }
}

/** "Auth A12345678", or "The auth on record" where none has a number. */
const authText = ({ number }: Authorization): string =>
  number === undefined ? 'The auth on record' : `Auth ${number}`;

const whatFits = ({ units, visits }: Left): string =>
  units === undefined && visits === undefined
    ? 'patient, plan, product and dates fit'
    : 'patient, plan, product and dates fit, and enough is left';

/** One failed predicate, in the words of somebody who holds the payer's letter. */
function failedText(failed: Failed, today: PlainDate): string {
  switch (failed.code) {
    case 'expired':
      return `it ${failed.ended < today ? 'ended' : 'ends'} ${dayText(failed.ended)}`;
    case 'not-yet-effective':
      return `it starts ${dayText(failed.starts)}`;
    case 'units-exceeded':
      return `${decimalText(failed.needed)} units are needed and ${decimalText(isPositive(failed.left) ? failed.left : zero)} are left`;
    case 'visits-exceeded':
      return 'no visit is left on it';
    case 'product-mismatch':
      return failed.authorized.length === 0 ? 'it is for another product' : `it is for ${failed.authorized.join(', ')}`;
    case 'diagnosis-mismatch':
      return `it is for ${failed.authorized.join(', ')}, the order for ${failed.ordered.join(', ')}`;
    case 'plan-change':
      return `it is from ${failed.authorized}, and ${failed.current} pays`;
    case 'plan-year':
      return `it was issued in ${String(failed.issuedIn)} and does not carry over`;
    case 'coverage-inactive':
      return 'the coverage is not active then';
    case 'site-mismatch':
      return `it is for ${failed.authorized}, the visit is at ${failed.booked}`;
    case 'number-invalid':
      return failed.number === undefined ? 'it has no number' : 'its number is not one of this payer';
  }
}

/** What only a person's word says is never read without that person's name. */
const vouchedFor = ({ attestedBy }: Authorization): string =>
  attestedBy === undefined ? '' : `; attested by ${attestedBy}, not payer-verified`;

function notRequiredBecause(drugCase: DrugCase): string {
  const { requirement } = drugCase;
  if (requirement.kind !== 'not-required') return 'None is required.';
  switch (requirement.because) {
    case 'policy':
      return `The policy of ${payerOf(drugCase)} requires none for this drug.`;
    case 'free-drug':
      return 'Nobody bills a payer for this drug.';
    case 'other-supplier':
      return 'The pharmacy that sends the drug bills it, on an authorization of its own.';
    case 'payer-assertion':
      return `${payerOf(drugCase)} said that none is needed.`;
  }
}

function evidenceOf(
  authorization: Authorization,
): Partial<AuthorizationSummary> & Pick<AuthorizationSummary, 'source'> {
  const { number, period, assertedUntil, source, strength, raw, created, attestedBy } = authorization;
  const until = period.to ?? assertedUntil;
  return {
    source,
    strength,
    evidence: raw,
    ...(number === undefined ? {} : { number }),
    ...(period.from === undefined ? {} : { validFrom: period.from }),
    ...(until === undefined ? {} : { validUntil: until }),
    ...(created === undefined ? {} : { evidenceDate: created }),
    ...(attestedBy === undefined ? {} : { attestedBy }),
  };
}

/** More booked than granted leaves nothing, not less than nothing; how much is lacking the finding tells. */
const leftOn = ({ quantity }: Authorization, left: Left): Partial<AuthorizationSummary> => ({
  ...(left.units === undefined ? {} : { unitsLeft: isPositive(left.units) ? left.units : zero }),
  ...(quantity?.basis === 'units' && quantity.value !== undefined ? { unitsAuthorized: quantity.value } : {}),
});
