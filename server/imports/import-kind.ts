import { importKind } from '../../api-contract/imports.schema.ts';
import type { ImportKindName } from '../../api-contract/imports.schema.ts';

/** What can be imported. `outcomes` comes with learning, later. */
export type ImportKind = ImportKindName;

export const IMPORT_KINDS: readonly ImportKind[] = importKind.options;

/** Kinds that fill tables, newest file first, and can be taken back. Preparations are records and stay. */
export type TableKind = Exclude<ImportKind, 'preparation'>;

export const isTableKind = (kind: ImportKind): kind is TableKind => kind !== 'preparation';

export const isImportKind = (text: string): text is ImportKind => IMPORT_KINDS.some((kind) => kind === text);

/** Published tables and payer rules hold for everybody; the others belong to one tenant. */
const FOR_ALL: readonly ImportKind[] = ['asp', 'crosswalk', 'mue', 'opps', 'policies'];

export const isForOneTenant = (kind: ImportKind): boolean => !FOR_ALL.includes(kind);
