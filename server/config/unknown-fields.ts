/** What stands in a configuration file and nobody reads: most likely a slip of the pen. */
import { z } from 'zod';
import { faultPath } from '../../cds-hooks/fault-path.ts';
import { configSchema } from './config.schema.ts';

/** Paths such as `tenants[0].card`; also of parts that are open by nature (keys, names) nothing is said. */
export const unknownFields = (file: unknown): readonly string[] =>
  walk(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }), file, []).map(faultPath);

type Schema = z.core.JSONSchema.BaseSchema;
type Path = readonly (string | number)[];

function walk(schema: Schema, value: unknown, path: Path): readonly Path[] {
  if (Array.isArray(value))
    return value.flatMap((item, position) => walk(schemaOf(schema.items), item, [...path, position]));
  if (typeof value !== 'object' || value === null || schema.properties === undefined) return [];
  const known = new Map(Object.entries(schema.properties));
  return Object.entries(value).flatMap(([name, inner]): readonly Path[] => {
    const found = known.get(name);
    if (found !== undefined) return walk(schemaOf(found), inner, [...path, name]);
    return schema.additionalProperties === undefined ? [[...path, name]] : [];
  });
}

/** In JSON Schema `true` and a list of schemas may stand here too; ours has neither. */
const schemaOf = (schema: z.core.JSONSchema.BaseSchema['items']): Schema =>
  typeof schema === 'object' && !Array.isArray(schema) ? schema : {};
