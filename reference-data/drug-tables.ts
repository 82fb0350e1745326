import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { Ndc11 } from '../domain/kernel/ndc11.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import type { CodeSuccession, Container, DrugFacts, PaymentLimit } from '../domain/visit/drug-facts.ts';

/**
 * How a fact came to us: read in the publisher's file; read in somebody's transcription of it; inferred from the first
 * file that lists a code, or from a file that lists it already; or known without a file. SOURCES.md says more.
 */
export const VERIFICATIONS = ['file', 'transcription', 'first-listed', 'listed-before', 'general-knowledge'] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** Where a fact comes from: keys of sources.csv. */
export interface Provenance {
  readonly sources: readonly string[];
  readonly verification: Verification;
}

/** A document that tables cite. */
export interface TableSource {
  readonly key: string;
  readonly title: string;
  readonly publisher: string;
  readonly reading: Verification;
  readonly licence: string;
}

export interface DrugRow {
  readonly row: number;
  readonly facts: DrugFacts;
  readonly brands: readonly string[];
  readonly provenance: Readonly<Record<'unit' | 'effective', Provenance>> &
    Readonly<Partial<Record<'route' | 'biosimilarOf' | 'jwJz', Provenance>>>;
}

/** One strength of one code. `planned` is false where no vial of it should be chosen for a dose of this code. */
export interface ContainerRow extends Container {
  readonly row: number;
  readonly hcpcs: HcpcsCode;
  readonly form: string;
  readonly planned: boolean;
  readonly provenance: Provenance;
}

/** One package: its code, what one container of it holds, and how many containers it holds, where known. */
export interface PackageRow {
  readonly row: number;
  readonly ndc: Ndc11;
  readonly hcpcs: HcpcsCode;
  readonly content?: Amount;
  readonly containers?: number;
  readonly provenance: Provenance;
}

/** A medically unlikely edit: the most units that a claim line, or a day, may carry. */
export interface MueRow {
  readonly row: number;
  readonly hcpcs: HcpcsCode;
  readonly setting: 'practitioner' | 'outpatient-hospital' | 'dme-supplier';
  readonly units: number;
  /** 1 counts the claim line, 2 and 3 the date of service. */
  readonly adjudication: 1 | 2 | 3;
  readonly quarter: string;
  readonly provenance: Provenance;
}

export interface SuccessionRow extends CodeSuccession {
  readonly row: number;
  /** What one unit of the old code was: the factor must follow from it. */
  readonly fromUnit: Amount;
  readonly inDrugTable: boolean;
  readonly provenance: Provenance;
}

export interface RxNormRow {
  readonly row: number;
  readonly rxcui: string;
  readonly ingredient: string;
  readonly provenance: Provenance;
}

/**
 * A name that records use, as its words. `product` and `brand` name codes; the others name an active ingredient.
 * The words of a `phrase` must follow one another; a `diluent` counts only where nothing else is named.
 */
export const NAME_KINDS = ['brand', 'product', 'ingredient', 'alias', 'phrase', 'diluent'] as const;

export interface NameRow {
  readonly row: number;
  readonly words: readonly string[];
  readonly kind: (typeof NAME_KINDS)[number];
  readonly ingredient?: string;
  readonly hcpcs?: HcpcsCode;
}

/** A payment limit with the row of our table that holds it; `row` inside the limit is that of the CMS file, 0 if not known. */
export interface LimitRow {
  readonly row: number;
  readonly limit: PaymentLimit;
  readonly provenance: Provenance;
}

export interface DrugTables {
  readonly sources: ReadonlyMap<string, TableSource>;
  readonly drugs: readonly DrugRow[];
  readonly containers: readonly ContainerRow[];
  readonly packages: readonly PackageRow[];
  readonly rxnorm: readonly RxNormRow[];
  readonly limits: readonly LimitRow[];
  readonly mues: readonly MueRow[];
  readonly successions: readonly SuccessionRow[];
  readonly names: readonly NameRow[];
  /** SHA-256 over all table files. */
  readonly checksum: string;
}

export const TABLE_FILES = [
  'code-successions.csv',
  'containers.csv',
  'drugs.csv',
  'mue.csv',
  'names.csv',
  'ndc.csv',
  'payment-limits.csv',
  'rxnorm.csv',
  'sources.csv',
] as const;
export type TableFile = (typeof TABLE_FILES)[number];
