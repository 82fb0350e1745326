import type { ConfigFault } from './config-refused.ts';
import { at, listAt, textAt } from './json-at.ts';
import { nameFaults } from './name-faults.ts';
import { isHttps, isLoopback } from './url-rules.ts';

/**
 * What one field says about another. Works on the file as written, so that these faults are named together with
 * those of single fields.
 */
export function crossFaults(file: unknown, publicUrl: string): readonly ConfigFault[] {
  const tenants = listAt(file, 'tenants');
  return [
    ...zoneFaults(file, tenants),
    ...repeated(tenants, (tenant) => textAt(tenant, 'id'), 'id', 'another tenant has this id'),
    ...repeated(
      tenants,
      issuerKey,
      'cdsClient.iss',
      'another tenant has this iss; tell them apart by cdsClient.tenant',
    ),
    ...tenants.flatMap((tenant, position) => tenantFaults(tenant, publicUrl).map(under(`tenants[${position}]`))),
  ];
}

/** The day of a visit is the local one: guessing the zone from the machine could move it. */
function zoneFaults(file: unknown, tenants: readonly unknown[]): ConfigFault[] {
  const given = at(file, 'timeZone') !== undefined || tenants.every((tenant) => at(tenant, 'timeZone') !== undefined);
  return given ? [] : [{ path: 'timeZone', message: 'is required unless every tenant has its own' }];
}

function tenantFaults(tenant: unknown, publicUrl: string): ConfigFault[] {
  const client = at(tenant, 'cdsClient');
  return [
    ...addressFaults(tenant, client, publicUrl),
    ...keyFaults(client, publicUrl),
    ...issuerFaults(client, publicUrl),
    ...noteFaults(tenant),
    ...nameFaults(tenant),
  ];
}

/** The public CDS Hooks sandbox: its private key stands in its repository, so anybody can speak in its name. */
const ANYBODY = 'https://sandbox.cds-hooks.org';

function issuerFaults(client: unknown, publicUrl: string): ConfigFault[] {
  if (textAt(client, 'iss') !== ANYBODY || isLoopback(publicUrl)) return [];
  const message = 'is the public sandbox, whose key everybody has: only while publicUrl is a loopback address';
  return [{ path: 'cdsClient.iss', message }];
}

/** A note is written by the server itself, with access of its own. */
function noteFaults(tenant: unknown): ConfigFault[] {
  const note = at(at(tenant, 'waste'), 'note');
  if (note === undefined || note === 'off' || at(at(tenant, 'fhir'), 'backend') !== undefined) return [];
  return [{ path: 'waste.note', message: 'needs fhir.backend: the server files notes with access of its own' }];
}

function addressFaults(tenant: unknown, client: unknown, publicUrl: string): ConfigFault[] {
  const addresses = [
    { path: 'fhir.baseUrl', url: textAt(at(tenant, 'fhir'), 'baseUrl') },
    { path: 'cdsClient.jwksUrl', url: textAt(client, 'jwksUrl') },
  ];
  return addresses.flatMap(({ path, url }) =>
    url === undefined || isHttps(url) || (isLoopback(url) && isLoopback(publicUrl))
      ? []
      : [{ path, message: 'must be https (http only if it and publicUrl are loopback addresses)' }],
  );
}

function keyFaults(client: unknown, publicUrl: string): ConfigFault[] {
  if (at(client, 'requireJwt') === false) {
    const message = 'may be false only while publicUrl is a loopback address';
    return isLoopback(publicUrl) ? [] : [{ path: 'cdsClient.requireJwt', message }];
  }
  const sources = ['jwks', 'jwksUrl'].filter((name) => at(client, name) !== undefined);
  if (sources.length === 1 || client === undefined) return [];
  return [{ path: 'cdsClient', message: 'needs either jwks (keys inline) or jwksUrl, not both' }];
}

function repeated(
  tenants: readonly unknown[],
  keyOf: (tenant: unknown) => string | undefined,
  field: string,
  message: string,
): ConfigFault[] {
  const keys = tenants.map(keyOf);
  return keys.flatMap((key, position) =>
    key !== undefined && keys.indexOf(key) < position ? [{ path: `tenants[${position}].${field}`, message }] : [],
  );
}

function issuerKey(tenant: unknown): string | undefined {
  const client = at(tenant, 'cdsClient');
  const iss = textAt(client, 'iss');
  return iss === undefined ? undefined : JSON.stringify([iss, textAt(client, 'tenant') ?? null]);
}

const under =
  (parent: string) =>
  ({ path, message }: ConfigFault): ConfigFault => ({ path: `${parent}.${path}`, message });
