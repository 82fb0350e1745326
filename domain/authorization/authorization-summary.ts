import type { AuthorizationSummary } from '../decision/decision.ts';
import { dayText } from '../kernel/plain-date.ts';
import { isPositive, zero } from '../kernel/rational.ts';
import type { DrugCase, Left } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { payerOf } from './words.ts';

/** The state of one drug's authorization for every reader: what, by which evidence, how old. */
export function summaryOf(drugCase: DrugCase): AuthorizationSummary {
  const { standing } = drugCase;
  switch (standing.state) {
    case 'valid':
      return {
        state: 'valid',
        because: `Every predicate of a valid auth holds on ${dayText(drugCase.visit.date)}${vouchedFor(standing.authorization)}.`,
        ...evidenceOf(standing.authorization),
        ...leftOn(standing.authorization, standing.left),
      };
    case 'invalid':
      return {
        state: 'invalid',
        because: `It fails on: ${standing.failed.map(({ code }) => code).join(', ')}.`,
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
