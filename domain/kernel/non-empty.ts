/** A list with at least one member: a `cannot-tell` without a missing fact cannot be written. */
export type NonEmpty<Item> = readonly [Item, ...Item[]];

export const isNonEmpty = <Item>(items: readonly Item[]): items is NonEmpty<Item> => items.length > 0;
