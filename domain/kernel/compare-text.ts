/** For `sort`: by code units, the same on every machine, which a comparison by language is not. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
