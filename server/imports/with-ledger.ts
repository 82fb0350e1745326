import type { ClinicalFacts, PriorUse, Snapshot, Visit } from '../../domain/visit/snapshot.ts';
import type { VisitRecord } from '../assessment/take-snapshot.ts';
import type { Ledger } from '../store/ledger.ts';
import type { KnownPatient } from './who.ts';

/** The patient of a record, as rows of the ledger are matched to one. */
export const knownPatient = ({ patient, coverages }: Pick<Snapshot, 'patient' | 'coverages'>): KnownPatient => ({
  ref: patient.ref,
  identifiers: patient.identifiers,
  memberIds: coverages.flatMap(({ memberId, payer }) =>
    memberId === undefined ? [] : [{ id: memberId, ...(payer === undefined ? {} : { payer }) }],
  ),
});

/** A record with what the ledger adds to it. A dose that both tell of counts once. */
export function withLedger(record: VisitRecord, ledger: Ledger): VisitRecord {
  const { authorizations, eligibility, usage, suppliesEligibility, staff } = ledger;
  const added = usage.filter((use) => !isCharted(use, record.priorUses) && !isPlanned(use, record.visits));
  const kept = record.priorUses.filter((use) => use.basis !== 'presumed-from-booking' || !isCharted(use, added));
  return {
    ...record,
    authorizations: [...record.authorizations, ...authorizations],
    eligibility: [...record.eligibility, ...eligibility],
    priorUses: [...kept, ...added].sort(byDay),
    supplies: {
      ...record.supplies,
      eligibilityChecks: record.supplies.eligibilityChecks || suppliesEligibility,
      documents: record.supplies.documents || staff.documents.length > 0,
    },
    ...(staff.documents.length === 0 ? {} : { clinical: withDocuments(record.clinical, staff.documents) }),
    // Where nobody said anything the record stays as it was read, to the byte.
    ...(staff.supplyStatements.length === 0 ? {} : { supplyStatements: staff.supplyStatements }),
    ...(staff.proceedAtRisk.length === 0 ? {} : { proceedAtRisk: staff.proceedAtRisk }),
  };
}

const withDocuments = (clinical: ClinicalFacts, sent: ClinicalFacts['documents']): ClinicalFacts => ({
  ...clinical,
  documents: [...clinical.documents, ...sent],
});

/** One drug on one day; what is only presumed from a booking charts nothing. */
const isCharted = (use: PriorUse, others: readonly PriorUse[]): boolean =>
  others.some(
    ({ basis, date, hcpcs }) => basis !== 'presumed-from-booking' && date === use.date && hcpcs === use.hcpcs,
  );

/** A visit of today counts its planned dose itself. */
const isPlanned = (use: PriorUse, visits: readonly Visit[]): boolean =>
  visits.some(
    ({ date, drugs }) =>
      date === use.date && drugs.some(({ identity }) => identity.kind === 'known' && identity.hcpcs === use.hcpcs),
  );

const byDay = (a: PriorUse, b: PriorUse): number =>
  a.date === b.date ? (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0) : a.date < b.date ? -1 : 1;
