type Defined<Fields extends object> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The same object without the fields that are undefined: on the wire an absent field is absent. */
export function definedOnly<Fields extends object>(fields: Fields): Defined<Fields> {
  const defined: Defined<Fields> = {};
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) defined[name] = value as Exclude<Fields[typeof name], undefined>;
  }
  return defined;
}
