import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { amountText } from '../domain/kernel/quantity.ts';
import type { Link } from './link.ts';
import type { Order } from './order.ts';
import { productKey } from './product-key.ts';

/**
 * One drug ordered again is one drug of the visit: what another order replaces goes, a reference beats a score, and
 * among the rest the latest active order counts. Two different doses ordered on one day (a bolus and a long infusion of
 * one drug) are both given.
 */
export function withoutDuplicates(links: readonly Link[], on: PlainDate): readonly Link[] {
  if (links.length < 2) return links;
  const products = new Map<string, Link[]>();
  for (const link of links) {
    const key = productKey(link.order.identity(on));
    products.set(key, [...(products.get(key) ?? []), link]);
  }
  return [...products.values()].flatMap((same) => ofOneProduct(same, on));
}

function ofOneProduct(links: readonly Link[], on: PlainDate): readonly Link[] {
  const replaced = new Set(links.flatMap(({ order }) => order.replaces));
  const standing = links.filter(({ order }) => !replaced.has(order.ref));
  const explicit = standing.filter(({ by }) => by === 'reference');
  if (explicit.length > 0) return distinctDoses(explicit, on);
  const active = standing.filter(({ order }) => order.isActive);
  const eligible = active.length > 0 ? active : standing;
  const latest = eligible.map(({ order }) => order.authoredOn ?? '').reduce((a, b) => (a > b ? a : b), '');
  return distinctDoses(
    eligible.filter(({ order }) => (order.authoredOn ?? '') === latest),
    on,
  );
}

function distinctDoses(links: readonly Link[], on: PlainDate): readonly Link[] {
  const byDose = new Map<string, Link>();
  for (const link of [...links].sort((a, b) => (isNewer(a.order, b.order) ? -1 : 1))) {
    const key = doseKey(link, on);
    if (!byDose.has(key)) byDose.set(key, link);
  }
  return [...byDose.values()];
}

function doseKey({ order }: Link, on: PlainDate): string {
  const dose = order.dose(on);
  return dose.kind === 'known' ? amountText(dose.amount) : dose.missing.join();
}

const isNewer = (a: Order, b: Order): boolean => (a.updated === b.updated ? a.ref < b.ref : a.updated > b.updated);
