import { afterAll, expect, it } from 'vitest';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { configSchema } from '../../../server/config/config.schema.ts';
import { lookAtFile } from '../../../server/imports/import-file.ts';
import { undoImport } from '../../../server/imports/undo-import.ts';
import { openFlipWatch } from '../../../server/margin/flip-watch.ts';
import { flipsAhead } from '../../../server/margin/flips-ahead.ts';
import { silentLog } from '../../../server/observability/log.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { ALONE, aspFile, csv, reportOf, scratchFolder } from '../imports/files.ts';

const TODAY = plainDate('2026-12-01');
const scratch = scratchFolder();
afterAll(() => {
  scratch.remove();
});

const [tenant] = configSchema.parse({
  tenants: [
    {
      id: 'ahead',
      name: 'Ahead',
      cdsClient: { iss: 'https://ehr.test', jwksUrl: 'https://ehr.test/jwks' },
      fhir: { baseUrl: 'https://ehr.test/fhir' },
    },
  ],
}).tenants;
if (tenant === undefined) throw new Error('no tenant');

const aDose = (at: number) => ({
  ...{ tenant: tenant.id, appointment: `Appointment/a${String(at)}`, order_ref: 'MedicationRequest/m1' },
  ...{ patient_ref: `Patient/p${String(at)}`, visit_date: '2027-01-12', hcpcs: 'J9271', drug_name: 'Keytruda' },
  ...{ units: 200, discarded_units: 0, supply: 'buy-and-bill', payer: 'Medicare', payer_identifiers: [] },
  ...{ product: 'medicare-ffs', location: 'Location/l1', site_name: 'Infusion center', setting: 'office' },
  decision_id: 'd',
});

const limits = (name: string, quarter: string, limit: string): string =>
  scratch.write(name, aspFile([['J9271', limit]]).replace('July 1, 2026 through September 30, 2026', quarter));

const PRICES = csv('ndc,account,unit,price,from,to,source', ['00006-3026-02,GPO,billing-unit,54.20,2026-01-01,,w']);
const JANUARY = 'January 1, 2027 through March 31, 2027';

describeOnBothEngines('a file that is only looked at', (database) => {
  const watch = (store: Store) =>
    openFlipWatch({ db: store.db, tenants: [{ tenant, today: () => TODAY }], log: silentLog });
  const watches = (store: Store) =>
    store.db.selectFrom('margin_watch').select(['why', 'kind']).where('tenant', '=', tenant.id).orderBy('id').execute();
  const look = (store: Store, path: string, kind: 'asp' | 'prices' = 'asp') =>
    lookAtFile(store, { kind, path, tenant: tenant.id }, ALONE, (fileId) =>
      flipsAhead(store.db, { tenant, today: TODAY, fileId }),
    );

  it('tells which booked visits it would turn, and leaves nothing behind', async () => {
    const { store } = database();
    await store.db.insertInto('booked_dose').values([1, 2].map(aDose)).execute();
    const october = limits('october 091826.csv', 'October 1, 2026 through December 31, 2026', '58.300');
    await reportOf(store, { kind: 'asp', path: october, tenant: tenant.id });
    await reportOf(store, { kind: 'prices', path: scratch.write('p.csv', PRICES), tenant: tenant.id });
    // 200 x 54.802 x 0.984 - 10840 = -54.97 each, against 633.44 at the newest limit loaded before, that of October.
    const falling = limits('january 121826.csv', JANUARY, '54.802');
    const looked = await look(store, falling);
    expect(looked.ok ? looked.value.difference : looked.problem).toEqual({
      total: 1,
      visits: 2,
      flips: [
        {
          ...{ change: 'turned-negative', hcpcs: 'J9271', drug: 'Keytruda', payer: 'Medicare' },
          ...{ site: 'Infusion center (office)', visits: 2, firstVisit: '2027-01-12' },
          ...{ wasTotal: '1266.88', nowTotal: '-109.94' },
        },
      ],
    });
    const unseen = await store.db.selectFrom('import_file').select('id').where('visible', '=', false).execute();
    expect(unseen).toEqual([]);
    expect(await watches(store)).toEqual([]);
  });

  it('takes no figure from visits whose quarter has none before it and after it', async () => {
    const { store } = database();
    const looked = await look(store, scratch.write('dearer.csv', PRICES.replace('54.20', '61.00')), 'prices');
    expect(looked.ok ? looked.value.difference : looked.problem).toEqual({ total: 0, visits: 0, flips: [] });
  });

  it('and one that is taken back is priced only once it no longer counts', async () => {
    const { store } = database();
    const falling = limits('january 121826.csv', JANUARY, '54.802');
    await reportOf(store, { kind: 'asp', path: falling, tenant: tenant.id });
    const running = watch(store);
    await running.wake();
    const before = (await watches(store)).length;
    const file = await store.db
      .selectFrom('import_file')
      .selectAll()
      .where('visible', '=', true)
      .where('file_name', '=', 'january 121826.csv')
      .executeTakeFirstOrThrow();
    const seen: boolean[] = [];
    const question = { fileId: file.id, tenant: tenant.id, actor: 'Practitioner/x', at: new Date(), policies: [] };
    const priced = async (): Promise<void> => {
      const { visible } = await store.db
        .selectFrom('import_file')
        .select('visible')
        .where('id', '=', file.id)
        .executeTakeFirstOrThrow();
      seen.push(visible);
      await running.undone(file, file.tenant);
    };
    expect((await undoImport(store, question, priced)).ok).toBe(true);
    expect(seen).toEqual([false]);
    const [undone] = (await watches(store)).slice(before);
    expect(undone).toEqual({ why: 'undo', kind: 'asp' });
    const flips = await store.db
      .selectFrom('margin_flip')
      .innerJoin('margin_watch', 'margin_watch.id', 'margin_flip.watch_id')
      .select(['margin_flip.change', 'margin_flip.visits'])
      .where('why', '=', 'undo')
      .execute();
    expect(flips).toEqual([{ change: 'figure-lost', visits: 2 }]);
    // A second time there is nothing to take back, and nothing is priced.
    await expect(undoImport(store, question, priced)).rejects.toThrow();
    expect(seen).toHaveLength(1);
    await running.stop();
  });
});
