/** What stands where the record names no site, to be chosen like any other; a place of that very name is not told from it. */
export const UNKNOWN_SITE = 'Site not in the record';
