/** A reference as it was given, or, of a bare id, the one of this type. */
export const withType = (type: string, given: string): string => (given.includes('/') ? given : `${type}/${given}`);
