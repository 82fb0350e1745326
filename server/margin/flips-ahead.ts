/** What a file that does not count yet would do to booked visits, so that it is seen before it is taken in. */
import type { Kysely } from 'kysely';
import type { FlipsAhead } from '../../api-contract/imports.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { FlipChange } from '../../domain/margin/band.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { Database } from '../store/database.ts';
import { bookedSets, lastBooked } from '../store/margin-booked.ts';
import { openPriceDesk } from './open-desk.ts';
import type { Flip } from './reprice.ts';
import { repricer, totalText } from './reprice.ts';
import { siteWords } from './site-words.ts';
import { turningDays } from './turning-days.ts';

export interface AheadQuestion {
  readonly tenant: Tenant;
  readonly today: PlainDate;
  /** A staged file, dated, that nobody sees. */
  readonly fileId: string;
}

/** Prices every booked visit without the file and with it; keeps nothing. */
export async function flipsAhead(db: Kysely<Database>, question: AheadQuestion): Promise<FlipsAhead> {
  const { tenant, today, fileId } = question;
  const was = await openPriceDesk(db, { tenant, from: today });
  const now = await openPriceDesk(db, { tenant, from: today, unseen: fileId });
  const turns = turningDays([was, now], today, await lastBooked(db, tenant.id));
  const pricing = repricer(was, now);
  let visits = 0;
  for await (const sets of bookedSets(db, { tenant: tenant.id, from: today, turns }))
    for (const { set } of pricing.add(sets)) visits += set.visits;
  const flips = pricing.flips().toSorted(gravestFirst);
  return { total: flips.length, visits, flips: flips.slice(0, MOST_FLIPS).map(shown) };
}

const MOST_FLIPS = 50;

const GRAVITY: readonly FlipChange[] = ['turned-negative', 'figure-lost', 'band-fell', 'turned-positive', 'band-rose'];

const gravestFirst = (a: Flip, b: Flip): number =>
  GRAVITY.indexOf(a.change) - GRAVITY.indexOf(b.change) || b.visits - a.visits;

const shown = ({ change, set, visits, first, wasTotal, nowTotal }: Flip): FlipsAhead['flips'][number] => ({
  change,
  hcpcs: set.hcpcs,
  drug: set.drug_name,
  payer: set.payer ?? '',
  site: siteWords(set),
  visits,
  firstVisit: first,
  ...definedOnly({ wasTotal: totalText(wasTotal) ?? undefined, nowTotal: totalText(nowTotal) ?? undefined }),
});
