import { expect, it } from 'vitest';
import type { CaseQuery } from '../../../server/store/case-list.ts';
import { listCases } from '../../../server/store/case-list.ts';
import { fillWorklist, worklistPlan } from '../../support/large-tables.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { shareOf } from '../../support/random-suites.ts';
import { TODAY } from './cases.ts';

const CASES = shareOf(200_000, 20_000);

describeOnBothEngines(`A worklist of ${String(CASES)} open cases`, (database) => {
  it('reads pages of 50 off an index, each going on where the one before ended', { timeout: 600_000 }, async () => {
    const { store, engine } = database();
    if (engine !== 'postgres') return;
    const tenant = 'large';
    await fillWorklist(store, tenant, TODAY, CASES);
    const asked = (more: Partial<CaseQuery> = {}): CaseQuery => ({
      ...{ tenant, today: TODAY, me: 'Practitioner/me', tab: 'all', limit: 50, ...more },
    });
    const first = await listCases(store.db, asked());
    const second = await listCases(store.db, asked({ after: first.next }));
    const [shown, further] = [first, second].map(({ cases }) => cases.map(({ id }) => id));
    expect([shown?.length, further?.length]).toEqual([50, 50]);
    expect(further?.filter((id) => shown?.includes(id))).toEqual([]);
    const later = await worklistPlan(store, tenant, TODAY, {
      ...{ visits: '>', order: 'visit_date, urgency_rank, gravity_rank, due_rank, dollar_rank, id' },
    });
    expect(later).toMatch(/Index Scan using authorization_case_by_need/);
  });
});
