/** What an EHR's record says, as the booking hook reads it: payer assertions, coverages, and the shapes that records have. */
import { HttpResponse, http } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../cds-hooks/card-wire.ts';
import type { Assertion } from '../../support/fhir-builders.ts';
import { aCoverage, anOrder, coverageInformation, HCPCS, PATIENT } from '../../support/fhir-builders.ts';
import { expectConformant } from './conformant.ts';
import type { Lab } from './hook-lab.ts';
import {
  EHR,
  aBooking,
  aContext,
  aKey,
  authorization,
  aVisit,
  bundleOf,
  ehrWith,
  forgetCards,
  fullPrefetch,
  openLab,
  outside,
} from './hook-lab.ts';

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  lab = await openLab(await aKey('ES384', 'es'));
});
afterEach(async () => {
  outside.resetHandlers();
  await forgetCards(lab);
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

/** Who settles questions with payers hears of what cannot be told as well. */
const SPECIALIST = 'Practitioner/s1';

async function answerTo(body: unknown): Promise<readonly Card[]> {
  const response = await lab.post(body);
  expect(response.status).toBe(200);
  return expectConformant(await response.json());
}

const cardsFor = (prefetch: object, context: object = {}): Promise<readonly Card[]> =>
  answerTo(
    aBooking({
      context: aContext({ userId: SPECIALIST, ...context }),
      prefetch: { ...fullPrefetch(), ...prefetch },
    }),
  );

const said = async (...asked: Parameters<typeof cardsFor>): Promise<string> =>
  (await cardsFor(...asked)).map(({ indicator, summary }) => `${indicator}: ${summary}`).join('\n');

const booked = (visit: object) => ({ appointments: { ...bundleOf(visit), type: 'collection' } });

const NOT_ON_FILE = /^warning: Keytruda \(J9271\): no auth on file, Sunrise Health Plan requires one/;

describe('coverage-information, through the hook', () => {
  const need = (code: string): Assertion => ({ 'pa-needed': { valueCode: code } });
  const satisfied: Assertion = {
    ...need('satisfied'),
    'satisfied-pa-id': { valueString: 'PA-9' },
    'expiry-date': { valueDate: '2027-06-30' },
  };
  const period = (end: string): Assertion => ({
    detail: {
      extension: [
        { url: 'code', valueCodeableConcept: { coding: [{ code: 'allowed-period' }] } },
        { url: 'value', valuePeriod: { start: '2026-11-01', end } },
      ],
    },
  });
  const onOrder = (parts: Assertion) => ({
    medications: bundleOf(anOrder({ extension: [coverageInformation(parts)] })),
  });
  const ENDS = /^warning: Keytruda \(J9271\): auth ends Dec 10, Dec 15 visit not covered/;

  it.each<readonly [string, Assertion, RegExp]>([
    ['in the shape of 2.0.1 is read', { ...need('auth-needed'), 'doc-needed': { valueCode: 'both' } }, NOT_ON_FILE],
    ['satisfied, with a number and a day ahead, is an authorization', satisfied, /^$/],
    [
      'that expires before the visit is one to renew',
      { ...satisfied, 'expiry-date': { valueDate: '2026-12-10' } },
      ENDS,
    ],
    [
      'that expires on the day of the visit still counts',
      { ...satisfied, ...period('2026-12-15') },
      /^warning: .*auth ends Dec 15 \(14 days left\), no renewal asked for/,
    ],
    [
      'satisfied without a number is not verified',
      need('satisfied'),
      /^info: .*\(satisfied\) does not say what is granted/,
    ],
    ['whose period ends before the visit is one to renew', { ...satisfied, ...period('2026-12-10') }, ENDS],
    [
      'for another billing code says nothing of this drug',
      { ...satisfied, billingCode: { valueCoding: { system: HCPCS, code: 'J9299' } } },
      NOT_ON_FILE,
    ],
    [
      'not needed for another billing code is not "not needed" for this one',
      { ...need('no-auth'), billingCode: { valueCoding: { system: HCPCS, code: 'J9299' } } },
      NOT_ON_FILE,
    ],
    ['indeterminate settles nothing, and is shown', need('indeterminate'), /^info: .*\(indeterminate\) does not say/],
    ['of a code that nobody knows settles nothing', need('brand-new'), /^info: .*\(brand-new\) does not say/],
    ['that says no-auth settles it', need('no-auth'), /^$/],
  ])('%s', async (_name, parts, expected) => {
    expect(await said(onOrder(parts))).toMatch(expected);
  });

  it('absent is never "not needed"', async () => {
    expect(await said({})).toMatch(NOT_ON_FILE);
  });

  it('on the ServiceRequest behind the appointment counts for it', async () => {
    const service = {
      resourceType: 'ServiceRequest',
      id: 's1',
      status: 'active',
      intent: 'order',
      subject: { reference: PATIENT },
      supportingInfo: [{ reference: 'MedicationRequest/m1' }],
      extension: [coverageInformation(satisfied)],
    };
    const visit = aVisit({ status: 'proposed', basedOn: [{ reference: 'ServiceRequest/s1' }] });
    expect(await said({ services: bundleOf(service) }, booked(visit))).toBe('');
    expect(await said({ services: bundleOf({ ...service, extension: [] }) }, booked(visit))).toMatch(NOT_ON_FILE);
  });

  it('for another coverage authorizes nothing under the one that pays', async () => {
    const other = { coverage: { valueReference: { reference: 'Coverage/c2' } } };
    const coverages = bundleOf(
      aCoverage({ order: 1 }),
      aCoverage({ id: 'c2', order: 2, payor: [{ display: 'Open Health' }] }),
    );
    expect(await said({ ...onOrder({ ...satisfied, ...other }), coverages })).toMatch(/^warning: .*not covered/);
    expect(await said({ ...onOrder({ ...satisfied, ...other }) })).toMatch(
      /^info: .*PA-9 found, but payer not on record, so it does not count/,
    );
  });
});

describe('coverages, through the hook', () => {
  const open = { payor: [{ display: 'Open Health' }] };

  it('the first in order is judged, wherever it stands', async () => {
    const sunriseFirst = bundleOf(aCoverage({ id: 'c1', order: 2, ...open }), aCoverage({ id: 'c2', order: 1 }));
    expect(await said({ coverages: sunriseFirst })).toMatch(NOT_ON_FILE);
    const openFirst = bundleOf(aCoverage({ id: 'c1', order: 1, ...open }), aCoverage({ id: 'c2', order: 2 }));
    expect(await said({ coverages: openFirst })).toBe('');
  });

  it('of two that both come first none is picked', async () => {
    const tied = bundleOf(aCoverage({ id: 'c1', order: 1, ...open }), aCoverage({ id: 'c2', order: 1 }));
    expect(await said({ coverages: tied })).toMatch(/^info: .*2 coverages claim to pay first/);
  });

  it('none is said, and no payer, odds or deadline of a payer are made up', async () => {
    const [card] = await cardsFor({ coverages: bundleOf() });
    expect(card?.summary).toMatch(/no coverage on record, so the payer is not known/);
    expect(card?.detail).not.toMatch(/Sunrise|Estimate/);
  });
});

describe('the shapes of a record, through the hook', () => {
  const { medicationCodeableConcept: _coded, ...bare } = anOrder();
  const medication = { resourceType: 'Medication', id: 'med', code: { coding: [{ system: HCPCS, code: 'J9271' }] } };

  it.each<readonly [string, object, object]>([
    [
      'a drug contained in the order',
      { medications: bundleOf({ ...bare, contained: [medication], medicationReference: { reference: '#med' } }) },
      {},
    ],
    [
      'a drug beside the order in the Bundle',
      { medications: bundleOf({ ...bare, medicationReference: { reference: 'Medication/med' } }, medication) },
      {},
    ],
    [
      'absolute references',
      { medications: bundleOf(anOrder({ subject: { reference: `${EHR}/${PATIENT}` } })) },
      booked(
        aVisit({
          status: 'proposed',
          supportingInformation: [{ reference: `${EHR}/MedicationRequest/m1` }],
          participant: [{ actor: { reference: `${EHR}/${PATIENT}` }, status: 'accepted' }],
        }),
      ),
    ],
    [
      'a category that is an object',
      { medications: bundleOf({ ...anOrder(), category: { coding: [{ code: 'outpatient' }] } }) },
      {},
    ],
  ])('%s is read like any other', async (_name, prefetch, context) => {
    expect(await said(prefetch, context)).toMatch(NOT_ON_FILE);
  });

  it('a drug that only the server has is read from there, once', async () => {
    const order = { ...bare, medicationReference: { reference: 'Medication/med' } };
    outside.use(
      http.get(`${EHR}/Medication/:id`, () => HttpResponse.json(medication)),
      ...ehrWith({ Coverage: [aCoverage()], MedicationRequest: [order] }),
    );
    lab.calls.length = 0;
    const context = aContext({ userId: SPECIALIST });
    const [card] = await answerTo(aBooking({ context, prefetch: {}, ...authorization() }));
    expect(card?.summary).toMatch(/J9271.*no auth on file/);
    expect(lab.calls.filter(({ url }) => url.endsWith('/Medication/med'))).toHaveLength(1);
  });

  it('an appointment with a requested period only is judged for its first day', async () => {
    const { start: _start, end: _end, ...visit } = aVisit({ status: 'proposed' });
    const asked = { ...visit, requestedPeriod: [{ start: '2026-12-20', end: '2026-12-22' }] };
    expect(await said({}, booked(asked))).toMatch(/Dec 20 visit not covered/);
  });
});
