/** What a site needs to know before it calls a service. */
export const USAGE =
  'Works best with every prefetch key. Without one of them, send fhirAuthorization with read access to its type.';
