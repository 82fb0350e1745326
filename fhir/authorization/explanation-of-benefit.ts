import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { Element } from '../element.ts';
import { child, children, number, text, texts } from '../element.ts';
import type { Days } from '../period.ts';
import { daysOfPeriod } from '../period.ts';
import { given, present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { noteGap } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { resourcesOf } from '../resource-index.ts';
import { authorizationNumber } from './authorization-number.ts';
import { authorizedQuantity } from './authorized-quantity.ts';
import { withProduct } from './evidence-row.ts';
import { pasRows } from './pas-items.ts';
import { claimBehind } from './requested-claim.ts';
import type { ResponseFacts } from './response-facts.ts';
import { responseFacts } from './response-facts.ts';
import { isFromPas } from './review-action.ts';

/** Rows from benefit explanations of authorizations, which a provider's system keeps: recorded, not payer-verified. */
export const readExplanations = (reading: Reading): readonly AuthorizationEvidence[] =>
  resourcesOf(reading.index, 'ExplanationOfBenefit')
    .filter(({ element }) => element['use'] === 'preauthorization' && element['status'] === 'active')
    .flatMap((explanation) => rowsOf(reading, explanation));

function rowsOf(reading: Reading, explanation: Resource): readonly AuthorizationEvidence[] {
  const { element } = explanation;
  if (text(element, 'outcome', reading.faults) === 'error') {
    noteGap(reading, explanation, 'outcome', 'an authorization request that the payer returned with an error');
    return [];
  }
  const facts = responseFacts(reading, explanation, []);
  if (!isFromPas(element, reading.faults)) return plainRows(reading, explanation, facts);
  return pasRows({
    reading,
    response: explanation,
    facts,
    claim: claimBehind(reading, explanation, 'claim'),
    source: 'explanation-of-benefit',
    strength: 'recorded',
    reasons: [],
    asksFor: [],
  });
}

/** Each number with its own period, for each item. */
function plainRows(reading: Reading, explanation: Resource, facts: ResponseFacts): readonly AuthorizationEvidence[] {
  const { element } = explanation;
  const numbers = texts(element, 'preAuthRef', reading.faults);
  const periods = children(element, 'preAuthRefPeriod', reading.faults);
  const items = children(element, 'item', reading.faults);
  return numbers.flatMap((written, position) => {
    const at = periods[position];
    const period =
      at === undefined ? undefined : daysOfPeriod(reading, at, `preAuthRefPeriod[${String(position)}]`, explanation);
    const all: readonly (Element | undefined)[] = items.length > 0 ? items : [undefined];
    return all.flatMap((item) => plainRow(reading, explanation, facts, { written, position, period, item }));
  });
}

interface Numbered {
  readonly written: string;
  readonly position: number;
  readonly period: Days | undefined;
  readonly item: Element | undefined;
}

function plainRow(
  reading: Reading,
  explanation: Resource,
  facts: ResponseFacts,
  { written, position, period, item }: Numbered,
): readonly AuthorizationEvidence[] {
  const { faults } = reading;
  const authorization = authorizationNumber(written);
  const isQueued = text(explanation.element, 'outcome', faults) === 'queued';
  const decision = isQueued ? 'pended' : authorization === undefined ? 'unreadable' : 'approved';
  const product = given(item, (each) => child(each, 'productOrService', faults));
  const named = withProduct(reading, explanation, product, decision);
  if (named === undefined) return [];
  const sequence = given(item, (each) => number(each, 'sequence', faults)) ?? 0;
  const quantity = given(item, (each) => child(each, 'quantity', faults));
  return [
    {
      id: `${explanation.ref}#${String(position + 1)}.${String(sequence)}`,
      ...facts,
      source: 'explanation-of-benefit',
      strength: 'recorded',
      ...named,
      period: period ?? {},
      diagnoses: [],
      reasons: [],
      asksFor: [],
      ...present({ number: authorization, quantity: authorizedQuantity(quantity, faults) }),
    },
  ];
}
