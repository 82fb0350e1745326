import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { Element } from '../element.ts';
import { child, children } from '../element.ts';
import { extensionOf, extensionsOf } from '../extension.ts';
import { npiOf } from '../person.ts';
import { present } from '../present.ts';
import type { Reading } from '../reading.ts';
import { find, nameOfRef } from '../reading.ts';
import type { Resource } from '../resource-index.ts';
import { placeOfServiceIn, providerNpi } from '../site.ts';
import { pas } from './review-action.ts';

type Where = Pick<AuthorizationEvidence, 'place' | 'provider'>;

/** To which site and provider the grant is restricted: PAS authorized providers, and place or provider of an added item. */
export function restrictedTo(reading: Reading, response: Resource, of: Element): Where {
  const { faults } = reading;
  const authorized = [of, response.element]
    .map((each) => extensionsOf(each, pas('extension-itemAuthorizedProvider'), faults))
    .find((extensions) => extensions.length > 0);
  const references = [
    ...(authorized ?? []).flatMap((extension) => {
      const provider = extensionOf(extension, 'provider', faults);
      const reference = provider === undefined ? undefined : child(provider, 'valueReference', faults);
      return reference === undefined ? [] : [reference];
    }),
    ...children(of, 'provider', faults),
  ];
  const place = placeOf(reading, response, of, references);
  const provider = providerOf(reading, response, references);
  return present({ place, provider });
}

const isPerson = (ref: string, type: string | undefined): boolean => (type ?? ref).startsWith('Practitioner');

function providerOf(reading: Reading, within: Resource, references: readonly Element[]): Where['provider'] | undefined {
  const reference = references.find((each) =>
    isPerson(nameOfRef(reading, each, within) ?? '', find(reading, each, within)?.type),
  );
  if (reference === undefined) return undefined;
  return present({
    npi: providerNpi(reading, find(reading, reference, within)),
    ref: nameOfRef(reading, reference, within),
  });
}

function placeOf(
  reading: Reading,
  within: Resource,
  of: Element,
  references: readonly Element[],
): Where['place'] | undefined {
  const located = child(of, 'locationReference', reading.faults);
  const organization = references.find(
    (each) => !isPerson(nameOfRef(reading, each, within) ?? '', find(reading, each, within)?.type),
  );
  const reference = located ?? organization;
  const place = present({
    npi: npiOf(find(reading, organization ?? located, within), reading.faults),
    placeOfService: placeOfServiceIn(reading, child(of, 'locationCodeableConcept', reading.faults)),
    ref: nameOfRef(reading, reference, within),
  });
  return Object.keys(place).length === 0 ? undefined : place;
}
