import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import { text, child, children } from '../element.ts';
import { identifierText } from '../person.ts';
import type { Reading } from '../reading.ts';
import { nameOfRef } from '../reading.ts';
import { resourcesOf } from '../resource-index.ts';

/**
 * Of several answers to one request the newest counts, item by item: an approval after "pended", a cancellation after an
 * approval. Rows made at the same moment both stay, and so do rows without a date.
 */
export function withoutSuperseded(
  reading: Reading,
  rows: readonly AuthorizationEvidence[],
): readonly AuthorizationEvidence[] {
  const traces = tracesOf(reading);
  if (traces.size === 0) return rows;
  const newest = new Map<string, string>();
  for (const row of rows) {
    const key = keyOf(traces, row);
    if (key !== undefined && momentOf(row) > (newest.get(key) ?? '')) newest.set(key, momentOf(row));
  }
  return rows.filter((row) => {
    const key = keyOf(traces, row);
    return key === undefined || momentOf(row) === '' || momentOf(row) === newest.get(key);
  });
}

/** Instants with different offsets compare by time, not by text. */
function momentOf({ createdAt }: AuthorizationEvidence): string {
  const epoch = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
  return Number.isNaN(epoch) ? '' : new Date(epoch).toISOString();
}

/** The item of the request, or of the identifier that the payer keeps over versions. */
function keyOf(traces: ReadonlyMap<string, string>, { raw, id }: AuthorizationEvidence): string | undefined {
  const trace = traces.get(raw);
  const item = id.slice(raw.length + 1).split('+')[0] ?? '';
  return trace === undefined ? undefined : `${trace} ${item}`;
}

function tracesOf(reading: Reading): ReadonlyMap<string, string> {
  const responses = resourcesOf(reading.index, 'ClaimResponse');
  if (responses.length < 2) return new Map();
  return new Map(
    responses.flatMap((response) => {
      const request = nameOfRef(reading, child(response.element, 'request', reading.faults), response);
      const identifier = children(response.element, 'identifier', reading.faults)[0];
      const written = identifier === undefined ? undefined : identifierText(identifier, reading.faults)[0];
      const trace = request ?? written;
      return trace === undefined || text(response.element, 'use', reading.faults) !== 'preauthorization'
        ? []
        : [[response.ref, trace] as const];
    }),
  );
}
