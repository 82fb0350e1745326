import type { ClaimResponse, ClaimResponseAddItem, FhirResource } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../domain/kernel/rational.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import {
  aClaim,
  aClaimResponse,
  anOrder,
  aReviewedItem,
  authorizedDetail,
  HCPCS,
  PAS,
  reviewAdjudication,
} from '../support/fhir-builders.ts';
import { gapsOf, recordOf } from './reading.ts';

const rows = (
  response: Partial<ClaimResponse>,
  others: readonly FhirResource[] = [aClaim()],
): readonly AuthorizationEvidence[] => recordOf([aClaimResponse(response), ...others]).authorizations;

const row = (response: Partial<ClaimResponse>, others?: readonly FhirResource[]): AuthorizationEvidence | undefined =>
  rows(response, others)[0];

const quantityText = (of: AuthorizationEvidence | undefined): string =>
  of?.quantity === undefined
    ? 'none'
    : [of.quantity.value === undefined ? '' : decimalText(of.quantity.value), of.quantity.basis].join(' ').trim();

const grant = (value: number, more: Partial<ClaimResponseAddItem> = {}): ClaimResponseAddItem => ({
  itemSequence: [1],
  productOrService: { coding: [{ system: HCPCS, code: 'J9271' }] },
  quantity: { value, unit: 'UN' },
  adjudication: [{ category: { coding: [{ code: 'submitted' }] } }],
  ...more,
});

describe('a PAS response', () => {
  it('certified in total is approved for what was asked, in its period, under its number', () => {
    const found = row({});
    expect(found).toMatchObject({
      id: 'ClaimResponse/r1#1',
      source: 'claim-response',
      strength: 'payer-verified',
      decision: 'approved',
      decisionCode: 'A1',
      number: 'AUTH0001',
      created: '2026-11-02',
      submittedOn: '2026-10-30',
      products: ['J9271'],
      period: { from: '2026-11-01', to: '2026-12-31' },
      isPatients: true,
      payer: { names: ['Sunrise Health Plan'] },
    });
    expect(quantityText(found)).toBe('800 units');
  });

  it('with outcome complete and A4 is pended', () => {
    expect(row({ outcome: 'complete', item: [aReviewedItem('A4')] })?.decision).toBe('pended');
  });

  it.each([
    ['A3', 'denied'],
    ['C', 'void'],
    ['NA', 'not-required'],
    ['CT', 'unreadable'],
    ['Z9', 'unreadable'],
  ])('with %s is %s', (code, decision) => {
    expect(row({ item: [aReviewedItem(code)] })?.decision).toBe(decision);
  });

  it('finds the code under the legacy nested name too', () => {
    expect(row({ item: [aReviewedItem('A3', { legacyCode: true })] })?.decision).toBe('denied');
  });

  it('with two different decisions on one item decides nothing and shows both', () => {
    const twice = {
      ...aReviewedItem('A1'),
      adjudication: [reviewAdjudication('A1', {}), reviewAdjudication('A3', {})],
    };
    expect(row({ item: [twice] })).toMatchObject({ decision: 'unreadable', decisionCode: 'A1 and A3' });
    const repeated = { ...twice, adjudication: [reviewAdjudication('A1', {}), reviewAdjudication('A1', {})] };
    expect(row({ item: [repeated] })?.decision).toBe('approved');
  });

  it('to a request of somebody else, or to a cancelled one, has no product of its own', () => {
    expect(row({}, [aClaim({ patient: { reference: 'Patient/p2' } })])?.products).toEqual([]);
    expect(row({}, [aClaim({ status: 'cancelled' })])?.products).toEqual([]);
  });

  it('without any period has none, so that nothing can be valid in it', () => {
    const item = { ...aReviewedItem('A1', { number: 'AUTH0001' }), extension: [] };
    expect(row({ item: [item] })?.period).toEqual({});
  });

  it('takes the root period where the item has none, and never where the item has an unreadable one', () => {
    const preAuthPeriod = { start: '2026-11-01', end: '2027-01-31' };
    const item = { ...aReviewedItem('A1', { number: 'AUTH0001' }), extension: [] };
    expect(row({ preAuthPeriod, item: [item] })?.period.to).toBe('2027-01-31');
    const garbled = aReviewedItem('A1', { number: 'AUTH0001', period: { start: '2026-11-01', end: 'unknown' } });
    expect(row({ preAuthPeriod, item: [garbled] })?.period).toEqual({});
  });

  it('modified, with a matching added item, grants the added quantity and period', () => {
    const found = rows({
      item: [aReviewedItem('A6', { number: 'AUTH0001' })],
      addItem: [
        grant(400, {
          extension: [
            { url: `${PAS}extension-itemPreAuthPeriod`, valuePeriod: { start: '2026-11-01', end: '2026-11-30' } },
          ],
        }),
      ],
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ decision: 'approved-in-part', number: 'AUTH0001', period: { to: '2026-11-30' } });
    expect(quantityText(found[0])).toBe('400 units');
    expect(found[0]?.requested?.units).toEqual({ n: 800n, d: 1n });
  });

  it('modified without added item takes a differing detail as the grant and calls it legacy', () => {
    const found = row({ item: [aReviewedItem('A6', { number: 'AUTH0001', detail: authorizedDetail('J9271', 600) })] });
    expect(found).toMatchObject({ decision: 'approved-in-part', interpretation: 'legacy' });
    expect(quantityText(found)).toBe('600 units');
  });

  it('modified or partial with neither, or with a detail that only repeats the request, decides nothing', () => {
    expect(row({ item: [aReviewedItem('A6', { number: 'AUTH0001' })] })?.decision).toBe('unreadable');
    expect(
      row({ item: [aReviewedItem('A2', { number: 'AUTH0001', detail: authorizedDetail('J9271', 800) })] })?.decision,
    ).toBe('unreadable');
    expect(
      row({ item: [aReviewedItem('A2', { number: 'AUTH0001', detail: authorizedDetail('J9271', 600) })] }, [])
        ?.decision,
    ).toBe('unreadable');
  });

  it('denied with a line added beside, as before PAS 2.2, has both', () => {
    const added = grant(400, {
      productOrService: { coding: [{ system: HCPCS, code: 'J9299' }] },
      adjudication: [reviewAdjudication('A1', { number: 'AUTH2' })],
    });
    expect(
      rows({ item: [aReviewedItem('A3')], addItem: [added] }).map(
        ({ decision, products }) => `${decision} ${products.join()}`,
      ),
    ).toEqual(['denied J9271', 'approved-in-part J9299']);
  });

  it('with an added item of its own number has one more grant', () => {
    const extra = grant(100, { itemSequence: [9], adjudication: [reviewAdjudication('A1', { number: 'AUTH3' })] });
    expect(rows({ addItem: [extra] }).map(({ number, decision }) => `${String(number)} ${decision}`)).toEqual([
      'AUTH3 approved',
      'AUTH0001 approved',
    ]);
  });

  it('never shows an administrative reference as the number', () => {
    const administrative = { url: `${PAS}extension-administrationReferenceNumber`, valueString: 'PEND0001' };
    expect(row({ item: [aReviewedItem('A4', { more: [administrative] })] })?.number).toBeUndefined();
    expect(
      row({ preAuthRef: 'PEND0001', item: [aReviewedItem('A1', { more: [administrative] })] })?.number,
    ).toBeUndefined();
    expect(row({ preAuthRef: 'AUTH7', item: [aReviewedItem('A1', { more: [administrative] })] })?.number).toBe('AUTH7');
  });

  it.each(['NPR', 'N/A', 'PENDING', ' none ', '--'])('does not take %s for a number', (number) => {
    expect(row({ item: [aReviewedItem('A1', { number })] })?.number).toBeUndefined();
  });

  it('in visits counts visits; without a unit, or in mg, the quantity is unreadable', () => {
    const withQuantity = (quantity: object) => {
      const claim = aClaim();
      const item = claim.item?.[0];
      return quantityText(row({}, [item === undefined ? claim : { ...claim, item: [{ ...item, quantity }] }]));
    };
    expect(withQuantity({ value: 6, unit: 'VS' })).toBe('6 visits');
    expect(withQuantity({ value: 6, unit: 'visits' })).toBe('6 visits');
    expect(withQuantity({ value: 800 })).toBe('unreadable');
    expect(withQuantity({ unit: 'UN' })).toBe('unreadable');
    expect(withQuantity({ value: 800, unit: 'mg' })).toBe('unreadable');
  });

  it('for the administration only (CPT 96413) is no evidence for a drug', () => {
    const detail = {
      url: `${PAS}extension-itemAuthorizedDetail`,
      extension: [
        {
          url: 'productOrServiceCode',
          valueCodeableConcept: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '96413' }] },
        },
      ],
    };
    const record = recordOf([aClaimResponse({ item: [aReviewedItem('A1', { number: 'AUTH1', detail })] })]);
    expect(record.authorizations).toEqual([]);
    expect(gapsOf(record)).toEqual(['ClaimResponse/r1: an authorization that names a procedure and no drug']);
  });

  it('reads a product by NDC and leaves one that it cannot read undecided', () => {
    const claimFor = (coding: object) => [aClaim({ item: [{ sequence: 1, productOrService: { coding: [coding] } }] })];
    expect(row({}, claimFor({ system: 'http://hl7.org/fhir/sid/ndc', code: '0006-3026-02' }))?.products).toEqual([
      'J9271',
    ]);
    expect(row({}, claimFor({ system: 'urn:local', code: 'PEMBRO' }))).toMatchObject({
      decision: 'unreadable',
      products: [],
    });
  });

  it('with nothing but errors is a failed submission, neither denied nor approved', () => {
    const { item: _item, ...without } = aClaimResponse({
      outcome: 'error',
      error: [{ code: { coding: [{ code: '42' }] } }],
    });
    const record = recordOf([without]);
    expect(record.authorizations).toEqual([]);
    expect(gapsOf(record)).toEqual([
      'ClaimResponse/r1.error: an authorization request that the payer returned with an error',
    ]);
  });

  it('about a bill, cancelled, or entered in error does not exist', () => {
    expect(rows({ use: 'claim' })).toEqual([]);
    expect(rows({ use: 'predetermination' })).toEqual([]);
    expect(rows({ status: 'cancelled' })).toEqual([]);
    expect(rows({ status: 'entered-in-error' })).toEqual([]);
  });

  it('of somebody else says so', () => {
    expect(row({ patient: { reference: 'Patient/p2' } })?.isPatients).toBe(false);
    expect(row({ patient: { display: 'somebody' } })?.isPatients).toBeUndefined();
  });

  it('is superseded by a newer answer to the same request, whatever the offsets in which they are written', () => {
    const older = { id: 'r0', created: '2026-11-02T09:00:00-05:00', item: [aReviewedItem('A4')] };
    const newer = aClaimResponse({ id: 'r1', created: '2026-11-02T13:30:00Z', item: [aReviewedItem('A3')] });
    expect(rows(older, [newer, aClaim()]).map(({ raw }) => raw)).toEqual(['ClaimResponse/r0']);
    const latest = aClaimResponse({ id: 'r1', created: '2026-11-02T14:30:00Z', item: [aReviewedItem('C')] });
    expect(rows(older, [latest, aClaim()]).map(({ raw, decision }) => `${raw} ${decision}`)).toEqual([
      'ClaimResponse/r1 void',
    ]);
  });

  it('knows the orders that name it in insurance', () => {
    expect(row({}, [anOrder({ insurance: [{ reference: 'ClaimResponse/r1' }] })])?.orders).toEqual([
      'MedicationRequest/m1',
    ]);
    const dangling = recordOf([anOrder({ insurance: [{ reference: 'ClaimResponse/r9' }] })]);
    expect(gapsOf(dangling)).toEqual([
      'MedicationRequest/m1.insurance: an authorization that the record does not hold',
    ]);
  });
});

describe('a response without any PAS extension', () => {
  const plain = (more: Partial<ClaimResponse> = {}): Partial<ClaimResponse> => ({
    item: [],
    preAuthRef: 'REF77',
    preAuthPeriod: { start: '2026-11-01', end: '2026-12-10' },
    ...more,
  });

  it('with reference and period counts as recorded, for what was asked', () => {
    const found = row(plain());
    expect(found).toMatchObject({
      strength: 'recorded',
      decision: 'approved',
      number: 'REF77',
      products: ['J9271'],
      period: { to: '2026-12-10' },
    });
    expect(quantityText(found)).toBe('800 units');
  });

  it('lacking one of them, or called denied, decides nothing', () => {
    const { preAuthPeriod: _period, ...without } = plain();
    expect(row(without)?.decision).toBe('unreadable');
    expect(row(plain({ preAuthRef: 'PENDING' }))?.decision).toBe('unreadable');
    expect(row(plain({ disposition: 'Denied: not medically necessary' }))?.decision).toBe('unreadable');
  });

  it('of which the line asked about was denied decides nothing, whatever became of the others', () => {
    const denied = (sequence: number) => ({
      item: [
        {
          itemSequence: sequence,
          adjudication: [{ category: { coding: [{ code: 'denialreason' }] }, reason: { text: 'A3' } }],
        },
      ],
    });
    expect(row(plain(denied(1)))?.decision).toBe('unreadable');
    expect(row(plain(denied(2)))?.decision).toBe('approved');
    const whole = { adjudication: [{ category: { text: 'Not certified' } }] };
    expect(row(plain(whole))?.decision).toBe('unreadable');
    const benefit = { adjudication: [{ category: { coding: [{ code: 'benefit' }] } }] };
    expect(row(plain(benefit))?.decision).toBe('approved');
  });

  it('that is queued is pended', () => {
    expect(row(plain({ outcome: 'queued' }))?.decision).toBe('pended');
  });
});

describe('an explanation of benefit', () => {
  const explanation = {
    resourceType: 'ExplanationOfBenefit' as const,
    id: 'e1',
    status: 'active' as const,
    type: { text: 'x' },
    use: 'preauthorization' as const,
    patient: { reference: 'Patient/p1' },
    created: '2026-11-01',
    insurer: { display: 'Sunrise Health Plan' },
    provider: { display: 'x' },
    outcome: 'complete' as const,
    insurance: [{ focal: true, coverage: { reference: 'Coverage/c1' } }],
    preAuthRef: ['P1', 'P2'],
    preAuthRefPeriod: [
      { start: '2026-01-01', end: '2026-06-30' },
      { start: '2026-07-01', end: '2026-12-31' },
    ],
    item: [
      {
        sequence: 1,
        productOrService: { coding: [{ system: HCPCS, code: 'J9271' }] },
        quantity: { value: 400, unit: 'UN' },
      },
    ],
  };

  it('is recorded, each number with its own period', () => {
    const found = recordOf([explanation]).authorizations;
    expect(found.map(({ number, period, strength }) => `${String(number)} ${String(period.to)} ${strength}`)).toEqual([
      'P1 2026-06-30 recorded',
      'P2 2026-12-31 recorded',
    ]);
  });

  it('of a paid claim is no authorization', () => {
    expect(recordOf([{ ...explanation, use: 'claim' }]).authorizations).toEqual([]);
  });
});
