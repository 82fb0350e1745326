/** Booked doses by drug, payer and site: of no patient. */
import { sql, type Kysely } from 'kysely';

import type { Database } from './database.ts';
import type { BookedDoseRow } from './margin-booked.ts';

/** A group stands for its doses; `units` and `discarded_units` are those in the middle. */
export interface DoseGroup extends Omit<
  BookedDoseRow,
  'tenant' | 'appointment' | 'order_ref' | 'patient_ref' | 'decision_id' | 'visit_date'
> {
  readonly visits: number;
  readonly first_visit: string;
  readonly last_visit: string;
}

export async function doseGroups(db: Kysely<Database>, tenant: string, from: string): Promise<readonly DoseGroup[]> {
  const { rows } = await sql<DoseGroup>`
    select hcpcs, min(drug_name) as drug_name, payer, payer_identifiers, product, location, site_name, setting, supply,
      percentile_disc(0.5) within group (order by units) as units,
      percentile_disc(0.5) within group (order by coalesce(discarded_units, 0)) as discarded_units,
      count(*)::integer as visits, min(visit_date) as first_visit, max(visit_date) as last_visit
    from booked_dose
    where tenant = ${tenant} and visit_date >= ${from}::date and hcpcs is not null and units is not null
      and (payer is not null or supply = 'white-bag')
    group by hcpcs, payer, payer_identifiers, product, location, site_name, setting, supply
    order by 2, payer, site_name
  `.execute(db);
  return rows;
}

/** Booked doses that cannot be put into a group: the drug, its units or its payer is not known. */
export async function dosesLeftOut(db: Kysely<Database>, tenant: string, from: string): Promise<number> {
  const { count } = await db
    .selectFrom('booked_dose')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('tenant', '=', tenant)
    .where('visit_date', '>=', from)
    .where((is) =>
      is.or([
        is('hcpcs', 'is', null),
        is('units', 'is', null),
        is.and([is('payer', 'is', null), is('supply', '!=', 'white-bag')]),
      ]),
    )
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Booked visits with a drug, by the first day of their quarter. */
export async function visitsByQuarter(
  db: Kysely<Database>,
  tenant: string,
  from: string,
): Promise<readonly { readonly quarter_from: string; readonly visits: number }[]> {
  const { rows } = await sql<{ quarter_from: string; visits: number }>`
    select date_trunc('quarter', visit_date)::date as quarter_from, count(distinct appointment)::integer as visits
    from booked_dose
    where tenant = ${tenant} and visit_date >= ${from}::date and hcpcs is not null
    group by 1 order by 1
  `.execute(db);
  return rows;
}
