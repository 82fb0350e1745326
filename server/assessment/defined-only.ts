type Defined<Fields extends object> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The same object without the fields that are undefined: on the wire an absent field is absent. */
export const definedOnly = <Fields extends object>(fields: Fields): Defined<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
