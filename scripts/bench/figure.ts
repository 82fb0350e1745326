/** One line of the printed table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  /** Something measured in the same run that the value is to be held against. */
  readonly baseline?: string;
  /** What is asked of the value, and whether it was reached on this machine in this run. */
  readonly goal?: { readonly says: string; readonly reached: boolean };
}

/** How much of everything: the full sizes of the promises, or small ones to try the bench itself. */
export interface Sizes {
  readonly hooks: number;
  readonly flood: number;
  readonly bundles: number;
  readonly memoryBundles: readonly [few: number, many: number];
  readonly plans: number;
  readonly crosswalkBytes: number;
  readonly booked: number;
  readonly cases: number;
  readonly auditRecords: number;
  readonly sweptPatients: number;
  readonly soak: { readonly minutes: number; readonly rate: number };
}

export const FULL: Sizes = {
  hooks: 6000,
  flood: 6000,
  bundles: 20_000,
  memoryBundles: [1000, 100_000],
  plans: 100_000,
  crosswalkBytes: 2_700_000,
  booked: 100_000,
  cases: 200_000,
  auditRecords: 100_000,
  sweptPatients: 600,
  soak: { minutes: 10, rate: 10 },
};

export const QUICK: Sizes = {
  hooks: 800,
  flood: 600,
  bundles: 1500,
  memoryBundles: [200, 2000],
  plans: 10_000,
  crosswalkBytes: 270_000,
  booked: 5000,
  cases: 20_000,
  auditRecords: 10_000,
  sweptPatients: 100,
  soak: { minutes: 0.2, rate: 10 },
};

/** The value below which that share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const perSecond = (rate: number): string => `${rate >= 100 ? Math.round(rate).toString() : rate.toFixed(1)}/s`;

export const milliseconds = (time: number): string =>
  time < 0.1 ? `${(time * 1000).toFixed(1)} µs` : `${time.toFixed(time < 10 ? 2 : 0)} ms`;

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;

export const seconds = (time: number): string => `${(time / 1000).toFixed(1)} s`;
