import type { WorksheetLine } from '../../domain/decision/worksheet.ts';
import { decimalText } from '../../domain/kernel/rational.ts';

/** Lines as they are printed, kept and sent: with their exact decimals and their sources. */
export const worksheetTexts = (lines: readonly WorksheetLine[]) =>
  lines.map(({ label, amount, source }) => ({ label, amount: decimalText(amount), source }));
