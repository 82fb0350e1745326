/** After an import, every booked visit is priced again at its own day, and what changed is kept. */
import type { Kysely } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { bookedSets, lastBooked } from '../store/margin-booked.ts';
import type { Database } from '../store/database.ts';
import type { FlippedSet, WatchedFile, WatchEnd } from '../store/margin-flips.ts';
import {
  claimWatch,
  dropWatch,
  finishWatch,
  forgetOldVisits,
  keepFlipVisits,
  unwatchedFiles,
} from '../store/margin-flips.ts';
import { gatherDoses } from './gather-doses.ts';
import type { DeskQuestion } from './open-desk.ts';
import { openPriceDesk } from './open-desk.ts';
import type { Compared, Flip, FlippedDoses, Repricer } from './reprice.ts';
import type { Pricing } from './price-desk.ts';
import { breakEvenText, pricingIn, repricer, totalText } from './reprice.ts';
import { siteWords } from './site-words.ts';
import { turningDays } from './turning-days.ts';
import { worksheetTexts } from './worksheet-texts.ts';

export interface FlipWatchSetting {
  readonly db: Kysely<Database>;
  readonly tenants: readonly { readonly tenant: Tenant; readonly today: () => PlainDate }[];
  readonly log: Log;
}

export interface FlipWatch {
  /** Prices what has come since the last time; resolves when that is done. Never rejects: the log says what failed. */
  readonly wake: () => Promise<void>;
  /** Prices what a file that was taken back had changed: once it no longer counts, and before its rows are gone. */
  readonly undone: (file: Omit<WatchedFile, 'why'>, tenant: string | null) => Promise<void>;
  /** Waits for what is being priced. */
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 60_000;

/** One round at a time in a process; other processes are kept off by a row that is claimed per tenant and file. */
export function openFlipWatch(setting: FlipWatchSetting, everyMs = EVERY_MS): FlipWatch {
  let turn = Promise.resolve();
  let isWaiting = false;
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.then(work));
  const round = async (): Promise<void> => {
    isWaiting = false;
    for (const one of setting.tenants) await attempt(setting, one.tenant.id, () => watchTenant(setting, one));
  };
  // A round that has not begun yet will see whatever came in the meantime.
  const wake = (): Promise<void> => {
    if (isWaiting) return turn;
    isWaiting = true;
    return inTurn(round);
  };
  const timer = setInterval(() => void wake(), everyMs);
  timer.unref();
  return {
    wake,
    undone: (file, tenantId) =>
      inTurn(async () => {
        for (const one of setting.tenants) {
          if (tenantId === null || one.tenant.id === tenantId)
            await attempt(setting, one.tenant.id, () => watchUndone(setting, one, { ...file, why: 'undo' }));
        }
      }),
    stop: () => {
      clearInterval(timer);
      return turn;
    },
  };
}

async function attempt({ log }: FlipWatchSetting, tenant: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error('booked visits not priced', { tenant, error: errorFields(error) });
  }
}

type OneTenant = FlipWatchSetting['tenants'][number];

async function watchTenant(setting: FlipWatchSetting, one: OneTenant): Promise<void> {
  const { db } = setting;
  await gatherDoses(db, one.tenant.id);
  for (const file of await unwatchedFiles(db, one.tenant.id)) {
    await watchFile(setting, one, file, {
      before: { counts: (id) => BigInt(id) < BigInt(file.id) },
      after: { counts: (id) => BigInt(id) <= BigInt(file.id) },
    });
  }
  await forgetOldVisits(db);
}

/** Nobody sees the file any more: before is with it all the same, after is without. */
async function watchUndone(setting: FlipWatchSetting, one: OneTenant, file: WatchedFile): Promise<void> {
  await gatherDoses(setting.db, one.tenant.id);
  await watchFile(setting, one, file, { before: { unseen: file.id }, after: {} });
}

interface Choices {
  readonly before: Counting;
  readonly after: Counting;
}

/** Which files count. */
type Counting = Pick<DeskQuestion, 'counts' | 'unseen'>;

async function watchFile(
  setting: FlipWatchSetting,
  one: OneTenant,
  file: WatchedFile,
  choices: Choices,
): Promise<void> {
  const { db } = setting;
  const id = await claimWatch(db, one.tenant.id, file);
  if (id === undefined) return;
  try {
    await finishWatch(db, id, await priced(db, id, one, choices, file));
  } catch (error) {
    await dropWatch(db, id);
    throw error;
  }
}

async function priced(
  db: Kysely<Database>,
  watchId: string,
  { tenant, today }: OneTenant,
  { before, after }: Choices,
  { kind }: WatchedFile,
): Promise<WatchEnd> {
  const from = today();
  const now = await openPriceDesk(db, { tenant, from, ...after });
  // Tables that the file did not touch need not be read a second time.
  const drugs = kind === 'asp' || kind === 'crosswalk' ? {} : { drugs: now.drugs };
  const was = await openPriceDesk(db, { tenant, from, ...before, ...drugs });
  const booked = { tenant: tenant.id, from, turns: turningDays([was, now], from, await lastBooked(db, tenant.id)) };
  const pricing = repricer(was, now);
  for await (const sets of bookedSets(db, booked))
    await keepFlipVisits(db, watchId, booked, pricing.add(sets).map(flippedSet));
  return endOf(watchId, pricing);
}

const endOf = (watchId: string, pricing: Repricer): WatchEnd => ({
  flips: pricing.flips().map((flip) => flipRow(watchId, flip)),
  ...pricing.counts(),
});

const flippedSet = ({ flipNo, set, was, now }: FlippedDoses): FlippedSet => ({
  ...{ flipNo, set },
  ...{ was: totalText(was), now: totalText(now) },
});

function flipRow(watch_id: string, flip: Flip): WatchEnd['flips'][number] {
  const [was, now] = [pricingIn(flip.before, flip.set), pricingIn(flip.after, flip.set)];
  return {
    watch_id,
    flip_no: flip.flipNo,
    change: flip.change,
    hcpcs: flip.set.hcpcs,
    drug_name: flip.set.drug_name,
    payer: flip.set.payer ?? '',
    product: flip.set.product,
    site: siteWords(flip.set),
    setting: flip.set.setting,
    was_band: flip.wasBand,
    now_band: flip.nowBand,
    was_price: basisText(flip.before),
    now_price: basisText(flip.after),
    visits: flip.visits,
    first_visit: flip.first,
    last_visit: flip.last,
    was_total: totalText(flip.wasTotal),
    now_total: totalText(flip.nowTotal),
    break_even_asp: breakEvenText(now),
    why_none: now?.kind === 'none' ? now.why : null,
    working: { was: linesOf(was), now: linesOf(now) },
  };
}

/** An older quarter was only compared with, and that is said wherever it is shown. */
const basisText = ({ basis, isOlderQuarter }: Compared): string | null =>
  basis === undefined ? null : isOlderQuarter ? `${basis} (newest loaded before)` : basis;

const linesOf = (pricing: Pricing | undefined) =>
  pricing?.kind === 'priced' ? worksheetTexts(pricing.answer.margin.lines) : [];
