import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byNeed } from '../../../domain/authorization/case-ranking.ts';
import { addDays, plainDate } from '../../../domain/kernel/plain-date.ts';
import { usd } from '../../../domain/kernel/usd.ts';
import type { CaseQuery, ListedCase } from '../../../server/store/case-list.ts';
import { caseChoices, countCases, listCases } from '../../../server/store/case-list.ts';
import type { AuthorizationCase } from '../../../server/store/cases.ts';
import { assignCase, changeCase, closeCase } from '../../../server/store/change-case.ts';
import { openCase } from '../../../server/store/open-case.ts';
import { loadsOf } from '../../../server/store/staff.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { aCase, NOON, TODAY } from './cases.ts';

const seen = ({ tenant, id, version }: AuthorizationCase) => ({ tenant, id, version });
const asked = (tenant: string, more: Partial<CaseQuery> = {}): CaseQuery => ({
  ...{ tenant, today: TODAY, me: 'Practitioner/me', tab: 'all', limit: 50 },
  ...more,
});

async function allPages({ db }: Store, query: CaseQuery): Promise<readonly ListedCase[]> {
  const rows: ListedCase[] = [];
  for (let after: string | undefined; ;) {
    const page = await listCases(db, { ...query, after });
    rows.push(...page.cases);
    if (page.next === undefined) return rows;
    after = page.next;
  }
}

describeOnBothEngines('The worklist', (database) => {
  let tenants = 0;
  const newTenant = (): string => `list-${String((tenants += 1))}`;

  it('has the order of need, whatever the size of its pages', { timeout: 60_000 }, async () => {
    const { store } = database();
    const day = fc.integer({ min: -3, max: 20 }).map((days) => addDays(plainDate(TODAY), days));
    const work = fc.record({
      visit: day,
      dueBy: fc.option(day, { nil: undefined }),
      severity: fc.constantFrom('critical', 'warning', 'info'),
      dollars: fc.constantFrom(undefined, '0.00', '50.00', '120.50', '30000.00'),
      isUrgent: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(work, { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 1, max: 5 }),
        async (works, limit) => {
          const tenant = newTenant();
          const ranked = [];
          for (const [index, { visit, dueBy, severity, dollars, isUrgent }] of works.entries()) {
            const more = {
              ...{ tenant, patientRef: `Patient/${String(index)}`, visitDate: visit, severity },
              ...(dueBy === undefined ? {} : { dueBy }),
              ...(dollars === undefined ? {} : { expectedLoss: dollars }),
            } as const;
            const { case: row } = await openCase(store.db, aCase(more));
            if (isUrgent) await changeCase(store.db, seen(row), { urgency_rank: 0 });
            ranked.push({
              ...{ id: row.id, visit, severity, urgency: isUrgent ? ('urgent' as const) : ('routine' as const) },
              ...(dueBy === undefined ? {} : { dueBy }),
              expectedLoss: dollars === undefined ? undefined : usd(dollars),
            });
          }
          const wanted = ranked.sort(byNeed(plainDate(TODAY))).map(({ id }) => id);
          expect((await allPages(store, asked(tenant, { limit }))).map(({ id }) => id)).toEqual(wanted);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('puts a $50 curative drug three days out above a $30,000 drug five weeks out', async () => {
    const { store } = database();
    const tenant = newTenant();
    const dear = { patientRef: 'Patient/dear', visitDate: '2026-12-27', expectedLoss: '30000.00' };
    await openCase(store.db, aCase({ tenant, severity: 'critical', ...dear }));
    const cheap = { patientRef: 'Patient/cheap', visitDate: '2026-11-25', expectedLoss: '50.00' };
    await openCase(store.db, aCase({ tenant, severity: 'critical', ...cheap }));
    const { cases } = await listCases(store.db, asked(tenant));
    expect(cases.map(({ patient_ref }) => patient_ref)).toEqual(['Patient/cheap', 'Patient/dear']);
  });

  it('ranks unknown dollars between some and none', async () => {
    const { store } = database();
    const tenant = newTenant();
    for (const [name, expectedLoss] of [
      ['none', '0.00'],
      ['unknown', undefined],
      ['some', '0.01'],
    ] as const)
      await openCase(
        store.db,
        aCase({ tenant, patientRef: `Patient/${name}`, ...(expectedLoss === undefined ? {} : { expectedLoss }) }),
      );
    const { cases } = await listCases(store.db, asked(tenant));
    expect(cases.map(({ patient_ref }) => patient_ref)).toEqual(['Patient/some', 'Patient/unknown', 'Patient/none']);
  });

  it('shows each case under the tabs that it belongs to, and counts as many', async () => {
    const { store } = database();
    const tenant = newTenant();
    const opened: AuthorizationCase[] = [];
    for (const name of ['unowned', 'mine', 'theirs', 'snoozed', 'late', 'closed'])
      opened.push(
        (
          await openCase(
            store.db,
            aCase({ tenant, patientRef: `Patient/${name}`, ...(name === 'late' ? { dueBy: '2026-11-21' } : {}) }),
          )
        ).case,
      );
    const [, mine, theirs, snoozed, , closed] = opened.map(seen);
    if (mine === undefined || theirs === undefined || snoozed === undefined || closed === undefined)
      throw new Error('none');
    await assignCase(store.db, mine, 'Practitioner/me');
    await assignCase(store.db, theirs, 'Practitioner/other');
    await changeCase(store.db, snoozed, { snoozed_until: '2026-11-23' });
    await closeCase(store.db, closed, NOON, 'approved', 'approved');
    const tabs = {
      mine: ['mine'],
      unowned: ['late', 'unowned'],
      all: ['late', 'mine', 'theirs', 'unowned'],
      waiting: [],
      snoozed: ['snoozed'],
      overdue: ['late'],
      closed: ['closed'],
    } as const;
    const counts = await countCases(store.db, asked(tenant));
    for (const tab of ['mine', 'unowned', 'all', 'waiting', 'snoozed', 'overdue', 'closed'] as const) {
      const names = (await listCases(store.db, asked(tenant, { tab }))).cases
        .map((one) => one.patient_ref.slice(8))
        .sort();
      expect([tab, names]).toEqual([tab, tabs[tab]]);
      expect([tab, counts[tab]]).toEqual([tab, tabs[tab].length]);
    }
    const awake = await listCases(store.db, asked(tenant, { tab: 'snoozed', today: '2026-11-23' }));
    expect(awake.cases).toEqual([]);
  });

  it('is narrowed by payer, drug, route, owner, site and words, and never shows another tenant', async () => {
    const { store } = database();
    const tenant = newTenant();
    const fields = { payer: 'Sunrise 100%', hcpcs: 'J9271', route: 'clerk', site: 'Location/north' };
    const wanted = (
      await openCase(store.db, aCase({ tenant, patientRef: 'Patient/x', ...fields, facts: { drug: 'Keytruda' } }))
    ).case;
    await openCase(store.db, aCase({ tenant, patientRef: 'Patient/y', payer: 'Sunrise 1000' }));
    await openCase(store.db, aCase({ tenant: newTenant(), patientRef: 'Patient/x', ...fields }));
    for (const more of [
      ...[{ payer: 'Sunrise 100%' }, { drug: 'J9271' }, { route: 'clerk' }, { site: 'Location/north' }],
      ...[{ search: 'keytr' }, { search: 'j9271' }, { search: 'x' }],
    ])
      expect((await listCases(store.db, asked(tenant, more))).cases.map(({ id }) => id)).toEqual([wanted.id]);
    expect((await listCases(store.db, asked(tenant, { owner: 'none' }))).cases).toHaveLength(2);
    expect((await listCases(store.db, asked(tenant, { search: '%' }))).cases).toEqual([]);
  });

  it('finds the cases of a site by its name, by the location where it has none, and those of no site', async () => {
    const { store } = database();
    const tenant = newTenant();
    const places = {
      north: { site: 'Location/n', facts: { siteName: 'North' } },
      alike: { facts: { siteName: 'North' } },
      bare: { site: 'Location/bare' },
      nowhere: {},
    };
    for (const [name, place] of Object.entries(places)) {
      const { case: opened } = await openCase(store.db, aCase({ tenant, patientRef: `Patient/${name}`, ...place }));
      await assignCase(store.db, seen(opened), 'Practitioner/me');
    }
    const at = async (site: string) => {
      const { cases } = await listCases(store.db, asked(tenant, { site }));
      expect((await countCases(store.db, asked(tenant, { site }))).all).toBe(cases.length);
      const load = await loadsOf(store.db, tenant, { today: TODAY, dueBy: TODAY, site });
      expect(load.map(({ open }) => open)).toEqual([cases.length]);
      return cases.map(({ patient_ref }) => patient_ref.slice(8)).sort();
    };
    const { sites } = await caseChoices(store.db, tenant);
    expect(sites.toSorted()).toEqual(['Location/bare', 'North', 'Site not in the record']);
    expect(await at('North')).toEqual(['alike', 'north']);
    expect(await at('Location/bare')).toEqual(['bare']);
    expect(await at('Site not in the record')).toEqual(['nowhere']);
    // A view that was kept by the location still finds what is there.
    expect(await at('Location/n')).toEqual(['north']);
  });
});
