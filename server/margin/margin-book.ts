/** All that the margin page is made of at one moment, so that whoever else shows a figure shows the same one. */
import type { Kysely } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { Database } from '../store/database.ts';
import type { DoseGroup } from '../store/margin-groups.ts';
import { doseGroups } from '../store/margin-groups.ts';
import { openPriceDesk } from './open-desk.ts';
import type { PriceDesk } from './margin-facts.ts';

export interface BookQuestion {
  readonly tenant: Pick<Tenant, 'id' | 'margin' | 'sites'>;
  readonly today: PlainDate;
  /** The tables in force, where they are at hand. */
  readonly drugs?: DrugKnowledge;
}

export interface MarginBook {
  readonly desk: PriceDesk;
  /** Booked doses by drug, payer and site. */
  readonly groups: readonly DoseGroup[];
}

export async function openMarginBook(db: Kysely<Database>, question: BookQuestion): Promise<MarginBook> {
  const { tenant, today, drugs } = question;
  const desk = await openPriceDesk(db, { tenant, from: today, ...(drugs === undefined ? {} : { drugs }) });
  return { desk, groups: await doseGroups(db, tenant.id, today) };
}

/** The knowledge in force is one that can be asked for packages too; a bare index is not. */
export const knowledgeIn = (drugs: DrugIndex): DrugKnowledge | undefined =>
  'packageOf' in drugs ? (drugs as DrugKnowledge) : undefined;
