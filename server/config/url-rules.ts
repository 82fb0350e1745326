/** Addresses of this very machine. Private addresses are not loopback: an administrator may write those, over https. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

export const isHttps = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:';

/** An address that is compared and extended as text: no query, no fragment, no name and password. */
export function isPlainBase(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, search, hash, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && search + hash + username + password === '';
}

export const withoutEndSlash = (url: string): string => url.replace(/\/+$/, '');

/** The same address, whatever the case of its host, whether or not it says the usual port and ends with a slash. */
export const isSameBase = (one: string, other: string): boolean => one === other || hrefOf(one) === hrefOf(other);

const hrefOf = (url: string): string => withoutEndSlash(URL.canParse(url) ? new URL(url).href : url);
