import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { DrugIndex } from '../domain/visit/drug-facts.ts';
import type { Gap, SiteFacts } from '../domain/visit/snapshot.ts';
import type { Element, Faults } from './element.ts';
import type { Observed } from './observed.ts';
import type { Located, ReadProblem } from './read-problem.ts';
import { pathOf } from './read-problem.ts';
import type { Resource, ResourceIndex } from './resource-index.ts';
import { refOf, resolve } from './resource-index.ts';

/** IANA zones for sites that have none of their own: the tenant's first, then that of the configuration or command line. */
export interface SiteZones {
  readonly tenant?: string;
  readonly fallback?: string;
}

/** What the configuration says about one Location. */
export interface SiteSettings {
  readonly timeZone?: string;
  readonly stock?: Readonly<Partial<Record<HcpcsCode, readonly Amount[]>>>;
}

/** Everything that the readers of one record share while they read it. */
export interface Reading {
  readonly index: ResourceIndex;
  readonly today: PlainDate;
  readonly drugs: DrugIndex;
  /** By `Location/id`. */
  readonly sites: Readonly<Record<string, SiteSettings>>;
  /** The zone of whatever has no site of its own. */
  readonly zone: string | undefined;
  readonly patient: Resource | undefined;
  readonly patientRef: string;
  readonly located: readonly Located[];
  readonly faults: Faults;
  readonly problems: ReadProblem[];
  readonly gaps: Gap[];
  readonly seen: Seen;
}

export interface Site {
  readonly facts: SiteFacts;
  readonly zone: string | undefined;
}

/** What has been read once and is asked for often: a course of twelve visits has one site. */
export interface Seen {
  observed?: Observed;
  readonly sites: Map<string, Site>;
}

/** Notes what the record says and we cannot use. `name` is the element below the resource, '' for all of it. */
export function noteGap(reading: Reading, of: Resource, name: string, what: string): void {
  reading.gaps.push({ path: name === '' ? of.ref : `${of.ref}.${name}`, about: of.ref, what });
}

/** The path of a member the way problems give it. */
export const pathTo = (reading: Reading, element: Element, name: string): string =>
  pathOf({ element, name }, reading.located);

export const find = (reading: Reading, reference: Element | undefined, within: Resource): Resource | undefined =>
  resolve(reading.index, reference, within, reading.faults);

export const nameOfRef = (reading: Reading, reference: Element | undefined, within: Resource): string | undefined =>
  refOf(reading.index, reference, within, reading.faults);
