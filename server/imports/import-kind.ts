/** What can be imported. `outcomes` comes with learning, later. */
export const IMPORT_KINDS = [
  'asp',
  'crosswalk',
  'mue',
  'opps',
  'prices',
  'awp',
  'charges',
  'contracts',
  'policies',
  'authorizations',
  'eligibility',
  'usage',
  'preparation',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Kinds that fill tables, newest file first, and can be taken back. Preparations are records and stay. */
export type TableKind = Exclude<ImportKind, 'preparation'>;

export const isImportKind = (text: string): text is ImportKind => IMPORT_KINDS.some((kind) => kind === text);

/** Published tables and payer rules hold for everybody; the others belong to one tenant. */
const FOR_ALL: readonly ImportKind[] = ['asp', 'crosswalk', 'mue', 'opps', 'policies'];

export const isForOneTenant = (kind: ImportKind): boolean => !FOR_ALL.includes(kind);
