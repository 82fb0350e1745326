import type { TableFile } from './drug-tables.ts';

/** One thing wrong with our tables; row 0 speaks of the file as a whole. */
export interface TableFault {
  readonly file: TableFile;
  readonly row: number;
  readonly message: string;
}

/** The fault, if it is one. */
export const when = (wrong: boolean, file: TableFile, row: number, message: string): readonly TableFault[] =>
  wrong ? [{ file, row, message }] : [];
