import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { overlap } from '../imports/price-rows.ts';
import { newestOfEach } from '../store/newest-rows.ts';

interface Dated {
  readonly from: PlainDate;
  readonly to?: PlainDate;
  readonly fileId: string;
}

/** Of the rows that hold on a day, those of the file that came last for each key. */
export const inForceOn = <Row extends Dated>(
  rows: readonly Row[],
  on: PlainDate,
  keyOf: (row: Row) => string,
): readonly Row[] =>
  newestOfEach(
    rows.filter((row) => overlap(row, { from: on, to: on })),
    ({ fileId }) => fileId,
    keyOf,
  );
