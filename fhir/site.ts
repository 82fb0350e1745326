import type { Visit } from '../domain/visit/snapshot.ts';
import { codingsOf } from './coding.ts';
import { SYSTEM } from './coding-systems.ts';
import type { Element } from './element.ts';
import { child, children, text } from './element.ts';
import { npiOf } from './person.ts';
import { given, present } from './present.ts';
import type { Reading, Site, SiteSettings } from './reading.ts';
import { find, nameOfRef } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { resolveChild } from './resource-index.ts';

const DEEPEST = 6;

/** Where the visit is: from the Location participant, its type, its managing organization and the site's own settings. */
export function siteOf(reading: Reading, appointment: Resource, actors: readonly Element[]): Site {
  const actor = actors.find((reference) => isLocation(reading, reference, appointment));
  const ref = nameOfRef(reading, actor, appointment);
  if (ref === undefined || ref.includes('#')) return readSite(reading, appointment, actor, ref);
  const known = reading.seen.sites.get(ref);
  if (known !== undefined) return known;
  const site = readSite(reading, appointment, actor, ref);
  reading.seen.sites.set(ref, site);
  return site;
}

function readSite(reading: Reading, appointment: Resource, actor: Element | undefined, ref: string | undefined): Site {
  const place = find(reading, actor, appointment);
  const chain = given(place, (location) => withParents(reading, location)) ?? [];
  const settings = settingsOf(reading, [...(ref === undefined ? [] : [ref]), ...chain.map((each) => each.ref)]);
  const shown = given(actor, (reference) => text(reference, 'display', reading.faults));
  return {
    zone: settings?.timeZone ?? reading.zone,
    facts: {
      stock: settings?.stock ?? {},
      ...present({
        location: ref,
        name: nameOf(reading, place) ?? shown,
        placeOfService: chain.map((each) => placeOfServiceOf(reading, each.element)).find(isGiven),
        npi: chain.map((each) => siteNpi(reading, each)).find(isGiven),
      }),
    },
  };
}

const isGiven = <Value>(value: Value | undefined): value is Value => value !== undefined;

function isLocation(reading: Reading, reference: Element, within: Resource): boolean {
  const ref = nameOfRef(reading, reference, within);
  if (ref?.startsWith('Location/') === true || reference['type'] === 'Location') return true;
  return ref?.includes('#') === true && find(reading, reference, within)?.type === 'Location';
}

/** The location and what it is part of: a chair belongs to an infusion center. */
function withParents(reading: Reading, location: Resource): readonly Resource[] {
  const chain = [location];
  let parent = resolveChild(reading.index, location, 'partOf', reading.faults);
  while (parent !== undefined && chain.length < DEEPEST) {
    chain.push(parent);
    parent = resolveChild(reading.index, parent, 'partOf', reading.faults);
  }
  return chain;
}

const settingsOf = (reading: Reading, refs: readonly string[]): SiteSettings | undefined =>
  refs.map((ref) => reading.sites[ref]).find(isGiven);

const nameOf = (reading: Reading, place: Resource | undefined): string | undefined =>
  place === undefined ? undefined : text(place.element, 'name', reading.faults);

/** Two digits, as claims carry it. */
export function placeOfServiceIn(reading: Reading, concept: Element | undefined): string | undefined {
  return codingsOf(concept, reading.faults)
    .find(({ system }) => system === SYSTEM.placeOfService)
    ?.code.padStart(2, '0');
}

const placeOfServiceOf = (reading: Reading, location: Element): string | undefined =>
  children(location, 'type', reading.faults)
    .map((type) => placeOfServiceIn(reading, type))
    .find(isGiven);

function siteNpi(reading: Reading, location: Resource): string | undefined {
  const organization = resolveChild(reading.index, location, 'managingOrganization', reading.faults);
  return npiOf(location, reading.faults) ?? npiOf(organization, reading.faults);
}

/** The people of the visit, with NPI from the practitioner or from the role that they act in. */
export function providersOf(reading: Reading, appointment: Resource, actors: readonly Element[]): Visit['providers'] {
  const providers: Visit['providers'][number][] = [];
  for (const actor of actors) {
    const ref = nameOfRef(reading, actor, appointment);
    if (ref === undefined || !(ref.startsWith('Practitioner') || ref.includes('#'))) continue;
    const person = find(reading, actor, appointment);
    const npi = providerNpi(reading, person);
    if (person === undefined || person.type.startsWith('Practitioner'))
      providers.push(npi === undefined ? { ref } : { ref, npi });
  }
  return providers;
}

export function providerNpi(reading: Reading, person: Resource | undefined): string | undefined {
  if (person === undefined) return undefined;
  const own = npiOf(person, reading.faults);
  if (own !== undefined || person.type !== 'PractitionerRole') return own;
  const practitioner = child(person.element, 'practitioner', reading.faults);
  return npiOf(find(reading, practitioner, person), reading.faults);
}
