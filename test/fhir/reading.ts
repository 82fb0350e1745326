import type { FhirResource } from 'fhir/r4';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { amountText } from '../../domain/kernel/quantity.ts';
import type { DoseFact } from '../../domain/visit/snapshot.ts';
import type { PatientRecord, ReadOptions } from '../../fhir/read-record.ts';
import { readRecord } from '../../fhir/read-record.ts';
import type { ReadProblem } from '../../fhir/read-problem.ts';
import { aPatient } from '../support/fhir-builders.ts';
import { tinyDrugIndex } from '../support/tiny-drug-index.ts';

export const options = (more: Partial<ReadOptions> = {}): ReadOptions => ({
  today: plainDate('2026-11-21'),
  zones: { tenant: 'America/New_York' },
  drugs: tinyDrugIndex,
  sites: {},
  ...more,
});

/** The record of `Patient/p1` with these resources; fails on a problem. */
export function recordOf(resources: readonly FhirResource[], more: Partial<ReadOptions> = {}): PatientRecord {
  const read = readRecord([aPatient(), ...resources], options(more));
  if (!read.ok) throw new Error(read.problem.map(({ path, message }) => `${path}: ${message}`).join('; '));
  return read.value;
}

/** The problems of resources that need not be FHIR at all. */
export function problemsIn(resources: readonly unknown[], more: Partial<ReadOptions> = {}): readonly ReadProblem[] {
  const read = readRecord(resources, options(more));
  return read.ok ? [] : read.problem;
}

/** "200 mg", or "unknown: body weight". */
export const doseText = (dose: DoseFact | undefined): string =>
  dose === undefined ? 'none' : dose.kind === 'known' ? amountText(dose.amount) : `unknown: ${dose.missing.join(', ')}`;

/** `a1: m1 100 reference, m2 45 score projected` */
export const joins = ({ visits }: PatientRecord): readonly string[] =>
  visits.map(({ ref, drugs }) => {
    const said = drugs.map(({ order, link, projected }) =>
      [idOf(order), link.points, link.by, ...(projected ? ['projected'] : [])].join(' '),
    );
    return `${idOf(ref)}: ${said.join(', ')}`;
  });

const idOf = (ref: string): string => ref.split('/')[1] ?? ref;

export const gapsOf = ({ gaps }: PatientRecord): readonly string[] => gaps.map(({ path, what }) => `${path}: ${what}`);
