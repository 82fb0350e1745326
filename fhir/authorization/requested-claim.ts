import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Element } from '../element.ts';
import { child, children, number } from '../element.ts';
import type { Days } from '../period.ts';
import { dayOf, periodOf } from '../period.ts';
import type { Reading } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { resolveChild } from '../resource-index.ts';
import { isPatients } from '../whose.ts';

/** One line of the request that a payer answered. */
export interface ClaimLine {
  readonly product: Element | undefined;
  readonly quantity: Element | undefined;
  readonly serviced: Days | undefined;
}

export interface RequestedClaim {
  readonly submittedOn: PlainDate | undefined;
  readonly lines: ReadonlyMap<number, ClaimLine>;
}

/**
 * The Claim behind a ClaimResponse (`request`) or an ExplanationOfBenefit (`claim`), if the record holds it. One that is
 * somebody else's or was cancelled says nothing of what was granted.
 */
export function claimBehind(reading: Reading, response: Resource, name: 'request' | 'claim'): RequestedClaim {
  const claim = resolveChild(reading.index, response, name, reading.faults);
  if (claim?.type !== 'Claim' || !isInForce(reading, claim)) return { submittedOn: undefined, lines: new Map() };
  const items = children(claim.element, 'item', reading.faults);
  return {
    submittedOn: dayOf(reading, claim.element, 'created', claim),
    lines: new Map(
      items.map((item, position) => [
        number(item, 'sequence', reading.faults) ?? position + 1,
        {
          product: child(item, 'productOrService', reading.faults),
          quantity: child(item, 'quantity', reading.faults),
          serviced: servicedOf(reading, item, claim),
        },
      ]),
    ),
  };
}

const isInForce = (reading: Reading, claim: Resource): boolean =>
  isPatients(reading, claim, 'patient') !== false && claim.element['status'] !== 'cancelled';

/** `serviced[x]` of a line, in whole days. */
export function servicedOf(reading: Reading, item: Element, within: Resource): Days | undefined {
  const day = dayOf(reading, item, 'servicedDate', within);
  return day === undefined ? periodOf(reading, item, 'servicedPeriod', within) : { from: day, to: day };
}
