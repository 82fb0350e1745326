import type { Element, Faults } from './element.ts';
import { children, text } from './element.ts';

/** The extensions with one address; a short legacy name may stand for the full one inside a complex extension. */
export function extensionsOf(of: Element, url: string | readonly string[], faults: Faults): readonly Element[] {
  if (of['extension'] === undefined) return [];
  return children(of, 'extension', faults).filter((extension) => {
    const address = text(extension, 'url', faults);
    return address !== undefined && (typeof url === 'string' ? address === url : url.includes(address));
  });
}

export const extensionOf = (of: Element, url: string | readonly string[], faults: Faults): Element | undefined =>
  extensionsOf(of, url, faults)[0];
