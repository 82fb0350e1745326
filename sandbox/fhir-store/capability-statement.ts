// What this server says it can do: generated from the table that it searches by, so that the two cannot differ.
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4';
import { searchParametersOf, TYPES } from './search-parameters.ts';

export function capabilityStatement(baseUrl: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-21',
    kind: 'instance',
    software: { name: 'ChairReady sandbox EHR' },
    implementation: { description: 'Synthetic patients only', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: true,
          service: [
            {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
              ],
            },
          ],
        },
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: TYPES.map((type) => ({
          type: type as CapabilityStatementRestResource['type'],
          versioning: 'versioned-update',
          updateCreate: true,
          interaction: [{ code: 'read' }, { code: 'search-type' }, { code: 'create' }, { code: 'update' }],
          searchParam: Object.entries(searchParametersOf(type) ?? {}).map(([name, { kind }]) => ({ name, type: kind })),
        })),
      },
    ],
  };
}
