/** What a field of a stored record has to be; `?` at the end: or null. */
export type FieldKind =
  | 'string'
  | 'number'
  | 'number?'
  | 'boolean'
  | 'object'
  | 'objects'
  | 'strings';

/**
 * Whether a value read from a stored record has these fields; others may be there too. By hand and not by zod: a
 * sidecar looks into its store for as long as it runs, and zod alone is a quarter of the memory that it may have.
 */
export function hasShape(value: unknown, shape: Readonly<Record<string, FieldKind>>): boolean {
  return isObject(value) && Object.entries(shape).every(([name, kind]) => is(value[name], kind));
}

function is(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'string':
    case 'boolean':
      return typeof value === kind;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'number?':
      return value === null || is(value, 'number');
    case 'object':
      return isObject(value);
    case 'objects':
      return Array.isArray(value) && value.every(isObject);
    case 'strings':
      return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
