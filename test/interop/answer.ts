/** What a FHIR server answered. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One request; `path` is relative to the base of the server. */
export type Ask = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** The ids in a search result, sorted. */
export const idsOf = ({ body }: Answer): readonly string[] =>
  resourcesIn(body)
    .map(({ id }) => String(id))
    .sort();

export const resourcesIn = (bundle: Answer['body']): readonly Answer['body'][] =>
  listOf(bundle['entry']).flatMap(({ resource }) => (isObject(resource) ? [resource] : []));

export const listOf = (value: unknown): readonly Answer['body'][] =>
  Array.isArray(value) ? value.filter(isObject) : [];

export const linkTo = (relation: string, { body }: Answer): unknown =>
  listOf(body['link']).find((link) => link['relation'] === relation)?.['url'];

const isObject = (value: unknown): value is Answer['body'] => typeof value === 'object' && value !== null;
