/** Kept changes of sign or band, as pharmacy and finance read them; the visits behind one, as finance may. */
import type { Kysely } from 'kysely';
import type { FlipsView, FlipView, FlipVisits, FlipWatchView } from '../../api-contract/margin.schema.ts';
import { flipsView, flipView } from '../../api-contract/margin.schema.ts';
import { divide, parseDecimal, rational, subtract } from '../../domain/kernel/rational.ts';
import { usdOf, usdText } from '../../domain/kernel/usd.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { KeptFlip } from '../store/margin-flips.ts';
import { flipsOf, seenUpTo, unwatchedFiles, visitsOfFlip, watchesOf } from '../store/margin-flips.ts';
import { placeInWords } from './site-words.ts';

export interface FlipsQuestion {
  readonly tenant: string;
  readonly userRef: string;
  readonly mayListVisits: boolean;
}

export async function flipsViewOf(db: Kysely<Database>, question: FlipsQuestion): Promise<FlipsView> {
  const { tenant, userRef, mayListVisits } = question;
  const watches = await watchesOf(db, tenant);
  const seen = BigInt(await seenUpTo(db, tenant, userRef));
  const flips = await flipsOf(
    db,
    tenant,
    watches.map(({ id }) => id),
  );
  return flipsView.parse({
    mayListVisits,
    waiting: (await unwatchedFiles(db, tenant)).map(({ file_name }) => file_name),
    watches: watches.map((watch): FlipWatchView => {
      const { id, file_name, kind, why, done_at, started_at, visits, priced } = watch;
      return {
        id,
        file: file_name,
        kind,
        why,
        at: (done_at ?? started_at).toISOString(),
        visits,
        priced,
        flips: flips.filter(({ watch_id }) => watch_id === id).map(viewOf),
        isSeen: BigInt(id) <= seen,
      };
    }),
  });
}

const viewOf = (flip: KeptFlip): FlipView =>
  flipView.parse({
    flipNo: flip.flip_no,
    change: flip.change,
    hcpcs: flip.hcpcs,
    drug: flip.drug_name,
    payer: flip.payer,
    site: flip.site,
    wasBand: flip.was_band,
    nowBand: flip.now_band,
    visits: flip.visits,
    firstVisit: flip.first_visit,
    lastVisit: flip.last_visit,
    working: flip.working,
    ...definedOnly({
      place: placeInWords(flip),
      product: flip.product ?? undefined,
      wasPrice: flip.was_price ?? undefined,
      nowPrice: flip.now_price ?? undefined,
      wasTotal: flip.was_total ?? undefined,
      nowTotal: flip.now_total ?? undefined,
      changePerVisit: changePerVisit(flip),
      breakEvenAsp: flip.break_even_asp ?? undefined,
      whyNone: flip.why_none ?? undefined,
    }),
  });

function changePerVisit({ was_total, now_total, visits }: KeptFlip): string | undefined {
  const [was, now] = [parseDecimal(was_total ?? ''), parseDecimal(now_total ?? '')];
  if (!was.ok || !now.ok || visits === 0) return undefined;
  return usdText(usdOf(divide(subtract(now.value, was.value), rational(visits))));
}

/** As many as a page shows. */
export const MOST_VISITS = 200;

export async function flipVisitsOf(
  db: Kysely<Database>,
  tenant: string,
  flip: { readonly watchId: string; readonly flipNo: number },
): Promise<FlipVisits> {
  const visits = await visitsOfFlip(db, tenant, flip, MOST_VISITS + 1);
  return {
    visits: visits.slice(0, MOST_VISITS).map((visit) => ({
      patient: visit.patient_ref,
      appointment: visit.appointment,
      date: visit.visit_date,
      units: visit.units,
      ...definedOnly({ was: visit.was_margin ?? undefined, now: visit.now_margin ?? undefined }),
    })),
    more: visits.length > MOST_VISITS,
  };
}
