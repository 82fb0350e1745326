/** An audit record as a FHIR R4 AuditEvent, for whoever collects them. References and codes only: no name, no text. */
import type { AuditEvent } from 'fhir/r4.js';
import type { AuditRecordRow } from './audit-records.ts';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';
const OBJECT_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const KIND = 'urn:chairready:audit-kind';

interface EventKind {
  /** DICOM audit event ids: the set that R4 binds `AuditEvent.type` to (extensible). */
  readonly type: { readonly code: string; readonly display: string };
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
}

const EXECUTED = { code: '110100', display: 'Application Activity' };

const KINDS: Readonly<Record<string, EventKind>> = {
  login: { type: { code: '110114', display: 'User Authentication' }, action: 'E' },
  import: { type: { code: '110107', display: 'Import' }, action: 'C' },
  export: { type: { code: '110106', display: 'Export' }, action: 'R' },
  'patient-view': { type: { code: '110110', display: 'Patient Record' }, action: 'R' },
  showing: { type: { code: '110110', display: 'Patient Record' }, action: 'R' },
  'body-deleted': { type: { code: '110110', display: 'Patient Record' }, action: 'D' },
  'patient-deleted': { type: { code: '110110', display: 'Patient Record' }, action: 'D' },
  'role-change': { type: { code: '110137', display: 'User Security Attributes Changed' }, action: 'U' },
  'policy-change': { type: { code: '110136', display: 'Security Roles Changed' }, action: 'U' },
};

/** `observer` is this installation; the chain's place and hash travel along, so that the copy can be held against it. */
export function auditEventOf(record: AuditRecordRow, observer: string): AuditEvent {
  const { type, action } = KINDS[record.kind] ?? { type: EXECUTED, action: 'E' };
  return {
    resourceType: 'AuditEvent',
    id: `chairready-${record.seq}`,
    type: { system: DICOM, ...type },
    subtype: [{ system: KIND, code: record.kind }],
    action,
    recorded: record.at.toISOString(),
    outcome: '0',
    agent: [agentOf(record.actor)],
    source: { observer: { display: observer } },
    entity: [...patientsOf(record).map(patientEntity), recordEntity(record)],
  };
}

const agentOf = (actor: string | null): AuditEvent['agent'][number] =>
  actor === null || !actor.includes('/')
    ? { who: { display: actor ?? 'ChairReady' }, requestor: false }
    : { who: { reference: actor }, requestor: true };

function patientsOf({ body, decisionPatient }: AuditRecordRow): readonly string[] {
  const several = body?.['patients'];
  const listed: readonly unknown[] = Array.isArray(several) ? several : [];
  const named = [decisionPatient, body?.['patient'], ...listed];
  return [...new Set(named.filter((ref): ref is string => typeof ref === 'string' && ref.startsWith('Patient/')))];
}

const patientEntity = (reference: string): NonNullable<AuditEvent['entity']>[number] => ({
  what: { reference },
  type: { system: OBJECT_TYPE, code: '1', display: 'Person' },
  role: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
});

function recordEntity({ seq, position, hash, bodyId }: AuditRecordRow): NonNullable<AuditEvent['entity']>[number] {
  const detail = [
    ...(position === null ? [] : [{ type: 'chain-position', valueString: position }]),
    ...(hash === null ? [] : [{ type: 'chain-hash', valueString: hash }]),
    ...(bodyId === null ? [] : [{ type: 'body', valueString: bodyId }]),
  ];
  return {
    what: { identifier: { system: 'urn:chairready:audit-record', value: seq } },
    type: { system: OBJECT_TYPE, code: '2', display: 'System Object' },
    ...(detail.length === 0 ? {} : { detail }),
  };
}
