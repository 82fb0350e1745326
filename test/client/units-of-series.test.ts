import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthorizationUnits, DrugView, VisitView } from '../../api-contract/decision-view.schema.ts';
import { unitsOfSeries } from '../../client/view/units-of-series.ts';
import { aDrug, aVisit } from './decision-views.ts';

const drugWith = (units: AuthorizationUnits, over: Partial<DrugView> = {}): DrugView =>
  aDrug({ ...over, authorization: { ...aDrug().authorization, units } });

/** Three weeks apart, each taking what is planned and discarded, of 1,800 units with 1,400 used before the first. */
const series = (takes: readonly (number | null)[], left = 400): VisitView[] =>
  takes.map((planned, index) =>
    aVisit({
      appointment: `Appointment/a${String(index)}`,
      date: `2026-12-${String(index + 10)}`,
      drugs: [drugWith({ basis: 'units', authorized: 1800, left }, { plannedUnits: planned, discardedUnits: 0 })],
    }),
  );

function reach(visits: readonly VisitView[], index = 0) {
  const visit = visits[index];
  const drug = visit?.drugs[0];
  return visit && drug ? unitsOfSeries(visits, visit, drug) : undefined;
}

describe('the units of one authorization over the booked visits', () => {
  it('exactly fit: nothing left, nothing short', () => {
    expect(reach(series([200, 200]))).toEqual({
      basis: 'units',
      authorized: 1800,
      used: 1400,
      thisVisit: 200,
      later: 200,
      left: 0,
      short: 0,
      uncounted: 0,
    });
  });

  it('are short by one at the first visit that does not fit', () => {
    const result = reach(series([200, 200, 1]));
    expect(result).toMatchObject({ left: 0, short: 1, firstShort: '2026-12-12' });
  });

  it('leave the earlier visits to the used ones', () => {
    const visits = series([200, 200, 200]);
    expect(reach(visits, 2)).toMatchObject({ thisVisit: 200, later: 0 });
  });

  it('count discarded units with the planned ones', () => {
    const drug = drugWith({ basis: 'units', authorized: 300, left: 300 }, { plannedUnits: 243, discardedUnits: 57 });
    expect(reach([aVisit({ drugs: [drug] })])).toMatchObject({ thisVisit: 300, left: 0, short: 0 });
  });

  it('take what the server says the visit needs before what is planned', () => {
    const drug = drugWith(
      { basis: 'units', authorized: 300, left: 300, needed: 243 },
      { plannedUnits: 243, discardedUnits: 57 },
    );
    expect(reach([aVisit({ drugs: [drug] })])).toMatchObject({ thisVisit: 243, left: 57 });
  });

  it('name the visits whose units nobody knows and leave them out of the sums', () => {
    expect(reach(series([200, null, 200]))).toMatchObject({ thisVisit: 200, later: 200, left: 0, uncounted: 1 });
  });

  it('count visits where the authorization counts visits', () => {
    const visits = series([200, 200]).map((visit) => ({
      ...visit,
      drugs: [drugWith({ basis: 'visits', authorized: 6, left: 1 })],
    }));
    expect(reach(visits)).toMatchObject({
      basis: 'visits',
      used: 5,
      thisVisit: 1,
      later: 1,
      short: 1,
      firstShort: '2026-12-11',
    });
  });

  it('leave out a visit that draws on another authorization', () => {
    const [first, second] = series([200, 200]);
    const other = aDrug();
    const elsewhere = { ...other, authorization: { ...other.authorization, number: 'B999' } };
    expect(reach([first ?? aVisit(), { ...(second ?? aVisit()), drugs: [elsewhere] }])).toMatchObject({
      later: 0,
      left: 200,
    });
  });

  it('are unknown where the total or the rest is not given', () => {
    expect(reach([aVisit({ drugs: [drugWith({ basis: 'units', left: 5 })] })])).toBeUndefined();
    expect(reach([aVisit({ drugs: [drugWith({ basis: 'units', authorized: 5 })] })])).toBeUndefined();
  });

  it('always add up: used, booked and left are the authorized ones and what is short', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 8 }), fc.nat(1800), (takes, left) => {
        const result = reach(series(takes, left));
        expect(result).toBeDefined();
        if (result === undefined) return;
        expect(result.used + result.thisVisit + result.later + result.left).toBe(result.authorized + result.short);
        expect(result.firstShort !== undefined).toBe(result.short > 0);
      }),
      { numRuns: 300 },
    );
  });
});
