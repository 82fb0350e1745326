import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { Ndc11 } from '../domain/kernel/ndc11.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Container, ContainerKind, DrugIndex } from '../domain/visit/drug-facts.ts';
import type { MueRow, PackageRow } from './drug-tables.ts';

/** `DrugIndex` and what else the tables know, for waste, imports and the work lists. */
export interface DrugKnowledge extends DrugIndex {
  /** The published edit for a code in a setting; undefined means that none is published, not a limit of zero. */
  mue(code: HcpcsCode, setting?: MueRow['setting']): MueRow | undefined;
  /** Every code under which a package is listed, old codes already replaced by the one in force on the day. */
  hcpcsOfNdc(ndc: Ndc11, on: PlainDate): readonly HcpcsCode[];
  /** What one container of a package holds and whether it is single-dose, as far as the tables know. */
  packageOf(ndc: Ndc11, code: HcpcsCode): (PackageRow & { readonly kind: ContainerKind }) | undefined;
  /** Every strength of a code, those included that are never planned. */
  containersOf(code: HcpcsCode): readonly Container[];
  /** The code in force on the day that replaces this one, or the code itself. */
  currentCode(code: HcpcsCode, on: PlainDate): HcpcsCode;
}

/** The part that identification leans on. */
export type Lookups = Omit<DrugKnowledge, 'identify' | 'successions' | 'version'>;
