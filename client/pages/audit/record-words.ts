/** What a record of the audit trail says, in words: no brackets and quotes, and of a long id as much as tells it apart. */
import type { AuditRecordView } from '../../../api-contract/audit.schema.ts';

type Body = NonNullable<AuditRecordView['body']>;

/** "cases: case 503c07a7, kind opened, version 1; cut short: 0". The patient has a column of their own. */
export const recordWords = (body: Body): string =>
  Object.entries(body)
    .filter(([name]) => name !== 'patient')
    .map(([name, value]) => `${nameWords(name)}: ${valueWords(value)}`)
    .join('; ');

/** Whether the words leave something away that the record holds. */
export const isShortened = (body: Body): boolean => Object.values(body).some(isLong);

const isLong = (value: unknown): boolean =>
  typeof value === 'string' ? ID.test(value) : typeof value === 'object' && value !== null;

/** Of a case, a file, a decision: hexadecimal, with dashes or without. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$|^[0-9a-f]{32,}$/;
const SHORT = 8;

/** "cutShort" is "cut short". */
const nameWords = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueWords(value: unknown): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'string') return ID.test(value) ? value.slice(0, SHORT) : value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueWords).join(listSign(value));
  return typeof value === 'object' ? fieldWords(value) : JSON.stringify(value);
}

const listSign = (list: readonly unknown[]): string => (list.some((item) => typeof item === 'object') ? ' | ' : ', ');

const fieldWords = (fields: object): string => {
  const said = Object.entries(fields).map(([name, value]) => `${nameWords(name)} ${valueWords(value)}`);
  return said.length === 0 ? 'none' : said.join(', ');
};
