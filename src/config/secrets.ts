import { dirname, resolve } from 'node:path';
import type { Problem } from '../model/config.ts';
import type { Result } from '../model/result.ts';
import { problemAt } from './problems-of.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/** Reads a file as text; the reason says why it could not. */
export type ReadFile = (path: string) => Result<string>;

/** The contents of the files that hold a configuration's secrets. */
export type Secrets = {
  /** The value itself, or what its `_file` twin holds; undefined when neither is given. */
  either(value: string | undefined, file: string | undefined): string | undefined;
  /** The absolute path of a file that is named. */
  pathOf(file: string): string;
};

/** Every field that has a `_file` twin. */
const withTwin = [
  'username',
  'password',
  'credentials',
  'ca',
  'cert',
  'key',
  'secret',
  'url',
  'api_url',
  'routing_key',
  'access_key_id',
  'secret_access_key',
];

/**
 * Reads every `…_file` of a configuration, relative to the file that names it, without the white
 * space around its contents, as Prometheus does. A file that cannot be read is a problem, and so is
 * a value beside its `_file` twin.
 */
export function readSecrets(
  source: YamlSource,
  readFile: ReadFile,
): { secrets: Secrets; problems: Problem[] } {
  const contents = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, mapping } of mappingsIn(source.plain)) {
    problems.push(...doubles(source, path, mapping));
    for (const { at, file } of namedFiles(path, mapping)) {
      const found = readFile(resolve(dirname(source.file), file));
      if (found.ok) contents.set(file, found.value.trim());
      else problems.push(problemAt(source, at, found.reason));
    }
  }
  const secrets: Secrets = {
    either: (value, file) => value ?? (file === undefined ? undefined : contents.get(file)),
    pathOf: (file) => resolve(dirname(source.file), file),
  };
  return { secrets, problems };
}

type Mapping = Readonly<Record<string, unknown>>;

function doubles(source: YamlSource, path: FieldPath, mapping: Mapping): Problem[] {
  return withTwin
    .filter((name) => mapping[name] !== undefined && mapping[`${name}_file`] !== undefined)
    .map((name) => {
      const message = `stands beside ${name}; keep one of the two`;
      return problemAt(source, [...path, `${name}_file`], message, 'key');
    });
}

/** The files that a mapping names: `…_file`, and the `files` of an entry of `http_headers`. */
function namedFiles(path: FieldPath, mapping: Mapping): { at: FieldPath; file: string }[] {
  const list = path.at(-2) === 'http_headers' ? mapping['files'] : undefined;
  return [
    ...withTwin.map((name) => ({
      at: [...path, `${name}_file`],
      file: mapping[`${name}_file`],
    })),
    ...(Array.isArray(list) ? list : []).map((file: unknown, i) => ({
      at: [...path, 'files', i],
      file,
    })),
  ].flatMap(({ at, file }) => (typeof file === 'string' && file !== '' ? [{ at, file }] : []));
}

function* mappingsIn(
  value: unknown,
  path: FieldPath = [],
): Generator<{ path: FieldPath; mapping: Mapping }> {
  if (typeof value !== 'object' || value === null) return;
  const mapping = value as Mapping;
  if (!Array.isArray(value)) yield { path, mapping };
  for (const [key, child] of Object.entries(mapping)) {
    // There a name is a label's, whatever it sounds like.
    if (key === 'labels' || key === 'external_labels' || key === 'params') continue;
    yield* mappingsIn(child, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
