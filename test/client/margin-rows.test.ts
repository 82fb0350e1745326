import { expect, it } from 'vitest';
import type { MarginRow } from '../../api-contract/margin.schema.ts';
import { FIRST_CHOICE, payersIn, shownRows } from '../../client/pages/margin/sorted-rows.ts';
import { atSite } from '../../client/ui/site-choice.tsx';

const row = (drug: string, payer: string, place: string, margin?: string): MarginRow => ({
  ...{
    key: drug,
    hcpcs: 'J9271',
    drug,
    payer,
    site: `${place} (office)`,
    place,
    visits: 1,
    units: 1,
    discardedUnits: 0,
  },
  ...{ firstVisit: '2026-12-01', lastVisit: '2026-12-01' },
  ...(margin === undefined
    ? { noFigure: { code: 'no-cost', why: 'no price in force' } }
    : {
        figure: {
          ...{ allowed: '1.00', expected: '1.00', acquisition: '1.00', margin },
          band: margin.startsWith('-') ? ('loss' as const) : ('sound' as const),
        },
      }),
});

const ROWS = [
  row('Keytruda', 'Medicare', 'East', '-9.00'),
  row('Abraxane', 'Sunrise', 'West', '100.00'),
  row('Zirabev', 'Sunrise', 'East'),
  row('Opdivo', 'Medicare', 'West', '20.00'),
];

const drugsOf = (choice: Partial<typeof FIRST_CHOICE>, site = '') =>
  shownRows(atSite(ROWS, site), { ...FIRST_CHOICE, ...choice }).map(({ drug }) => drug);

it('narrows the list to a payer, a site and losses, and to all of them at once', () => {
  expect(drugsOf({})).toEqual(['Abraxane', 'Keytruda', 'Opdivo', 'Zirabev']);
  expect(drugsOf({ payer: 'Medicare' })).toEqual(['Keytruda', 'Opdivo']);
  expect(drugsOf({}, 'East')).toEqual(['Keytruda', 'Zirabev']);
  expect(drugsOf({ negativeOnly: true })).toEqual(['Keytruda']);
  expect(drugsOf({ negativeOnly: true }, 'West')).toEqual([]);
  expect(payersIn(ROWS)).toEqual(['Medicare', 'Sunrise']);
});

it('sorts margins as numbers, and puts what has no figure last in both directions', () => {
  expect(drugsOf({ sort: 'margin' })).toEqual(['Keytruda', 'Opdivo', 'Abraxane', 'Zirabev']);
  expect(drugsOf({ sort: 'margin', descending: true })).toEqual(['Abraxane', 'Opdivo', 'Keytruda', 'Zirabev']);
});
