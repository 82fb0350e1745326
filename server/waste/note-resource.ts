/** A signed record as a note for the chart: FHIR R4 DocumentReference, or Communication where the site wants that. */
import { Buffer } from 'node:buffer';
import type { StoredRecord } from '../store/waste-records.ts';
import { recordView } from './record-view.ts';

export type NoteKind = 'DocumentReference' | 'Communication';

/** By this the note is found again: a record is in the chart once. */
export const NOTE_SYSTEM = 'urn:chairready:waste-record';

export type NoteResource = Readonly<Record<string, unknown>> & { readonly resourceType: NoteKind };

/** `replaces` is the note of the version before, where that is in the chart. */
export function noteResource(
  kind: NoteKind,
  record: StoredRecord,
  { timeZone, replaces }: { readonly timeZone: string; readonly replaces?: string },
): NoteResource {
  const text = recordView(record, timeZone).chartText;
  const identifier = [{ system: NOTE_SYSTEM, value: record.id }];
  const about = [record.appointment, ...(record.order_ref === null ? [] : [record.order_ref])].filter(isReference);
  const shared = { identifier, subject: { reference: record.patient_ref } };
  return kind === 'DocumentReference'
    ? {
        ...{ resourceType: kind, ...shared, status: 'current', docStatus: 'final', type: { text: TITLE } },
        ...{ date: record.signed_at.toISOString(), author: [signerOf(record)], authenticator: signerOf(record) },
        ...(replaces === undefined ? {} : { relatesTo: [{ code: 'replaces', target: { reference: replaces } }] }),
        content: [{ attachment: { contentType: 'text/plain; charset=utf-8', data: base64(text), title: TITLE } }],
        context: { related: about.map((reference) => ({ reference })) },
      }
    : {
        ...{ resourceType: kind, ...shared, status: 'completed', category: [{ text: TITLE }] },
        ...{ sent: record.signed_at.toISOString(), sender: signerOf(record) },
        about: [...about, ...(replaces === undefined ? [] : [replaces])].map((reference) => ({ reference })),
        payload: [{ contentString: text }],
      };
}

const TITLE = 'Discarded drug record';

const signerOf = ({ signed_by }: StoredRecord) =>
  isReference(signed_by) ? { reference: signed_by } : { display: signed_by };

const isReference = (text: string): boolean => /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}$/.test(text);

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
