/** The site chosen last, for as long as the app is open: links to pages that list by site take it along. */
import { createContext, useContext, useState } from 'react';
import { useLocation } from 'react-router';

/** Addresses that have the choice. */
const BY_SITE: readonly string[] = [
  ...['/board', '/readiness', '/changes', '/worklist', '/supervisor'],
  ...['/waste', '/waste/gaps', '/waste/export', '/margin', '/margin/flips'],
];

const FollowedSite = createContext('');

export const FollowedSiteProvider = FollowedSite.Provider;

/** Read off the address by a page that has the choice; on any other it is kept. */
export function useFollowingSite(): string {
  const { pathname, search } = useLocation();
  const [site, setSite] = useState('');
  const chosen = BY_SITE.includes(pathname) ? (new URLSearchParams(search).get('site') ?? '') : site;
  if (chosen !== site) setSite(chosen);
  return chosen;
}

/** Turns an address into one that opens at the chosen site, where its page lists by site. */
export function useAddressAtSite(): (address: string) => string {
  const site = useContext(FollowedSite);
  return (address) =>
    site !== '' && BY_SITE.includes(address) ? `${address}?${new URLSearchParams({ site }).toString()}` : address;
}
