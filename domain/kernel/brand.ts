/** A type that only its own parser can make: plain text or a plain number is refused where a `Brand` is asked for. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };
