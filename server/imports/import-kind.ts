/** What can be imported. `outcomes` comes with learning, later. */
export const IMPORT_KINDS = [
  'asp',
  'crosswalk',
  'mue',
  'prices',
  'contracts',
  'policies',
  'authorizations',
  'eligibility',
  'usage',
] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

export const isImportKind = (text: string): text is ImportKind => IMPORT_KINDS.some((kind) => kind === text);

/** Published tables and payer rules hold for everybody; the others belong to one tenant. */
const FOR_ALL: readonly ImportKind[] = ['asp', 'crosswalk', 'mue', 'policies'];

export const isForOneTenant = (kind: ImportKind): boolean => !FOR_ALL.includes(kind);
