import type { Problem } from '../model/config.ts';
import { problemAt, valueAt } from './problems-of.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/** The paths of a list's entries; none where the text has no list there. */
export function entriesOf(source: YamlSource, path: FieldPath): FieldPath[] {
  const value = valueAt(source.plain, path);
  return Array.isArray(value) ? value.map((_, i) => [...path, i]) : [];
}

/** A problem at each entry whose name, in `field`, an earlier one has already. */
export function repeatedNames(
  source: YamlSource,
  entries: readonly FieldPath[],
  field: string,
  severity: Problem['severity'] = 'error',
): Problem[] {
  const seen = new Set<unknown>();
  return entries.flatMap((at) => {
    const name = valueAt(source.plain, [...at, field]);
    if (typeof name !== 'string' || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    const rule = severity === 'error' ? '; names must differ' : '';
    const message = `${JSON.stringify(name)} is the name of an earlier one${rule}`;
    return [problemAt(source, [...at, field], message, 'value', severity)];
  });
}
