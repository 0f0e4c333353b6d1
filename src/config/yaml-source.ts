import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { Problem } from '../model/config.ts';
import { toPlain } from './to-plain.ts';

/** The way from the root of a file to a field: names and positions in lists. */
export type FieldPath = readonly (string | number)[];

/** A YAML text as plain data, and the way back from a field to its place in the file. */
export type YamlSource = {
  readonly file: string;
  /** Mappings, lists and texts; every scalar is a text as it was written. undefined: empty. */
  readonly plain: unknown;
  /** false: the structure itself is broken, and nothing can be said of the fields. */
  readonly readable: boolean;
  readonly problems: readonly Problem[];
  /** Where a field stands: its value, or with `key` its name. The nearest parent where it is absent. */
  locate(path: FieldPath, part?: 'key' | 'value'): Place;
  /**
   * Where the `index`th character of a field's text stands, which starts `part`: the same part of the file, the field's
   * start where that is written otherwise (an escape, a fold).
   */
  locateInside(path: FieldPath, text: string, part: { index: number; part: string }): Place;
};

/** A place in a file; both count from 1. */
type Place = { readonly line: number; readonly column: number };

/** A file that lists a hundred thousand targets has half of it. */
const longest = 16 * 1024 ** 2;
/** One slip may break every line below it. */
const mostFaults = 100;

/**
 * Reads one YAML document. Scalars stay texts (YAML's failsafe schema): a label `0123` or a password
 * `no` is what was written, as with Prometheus, and the fields' own parsers give them their types.
 * An empty value, `~` and `null` count as absent. Duplicate keys, several documents, tags, unknown
 * or circular aliases and alias bombs are problems. No message shows the text of the file, since a
 * secret may stand there.
 */
export function readYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text.length > longest ? '' : text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
  });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problem = (offset: number, message: string): Problem => ({
    file,
    ...place(offset),
    severity: 'error',
    message,
  });
  // A field that is set twice leaves the rest readable.
  const readable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
  const broken = [...document.errors, ...document.warnings]
    .slice(0, mostFaults)
    // Tags are told by `toPlain`, which sees also those that YAML itself knows, if it gets to see them.
    .filter(({ code }) => !readable || code !== 'TAG_RESOLVE_FAILED')
    .map((fault) => problem(fault.pos[0], sentenceOf(fault.code)))
    .filter(isFirstAtItsPlace);
  const locate: YamlSource['locate'] = (path, part = 'value') =>
    place(stretchOf(document, path, part).start);
  const locateInside: YamlSource['locateInside'] = (path, value, { index, part }) => {
    const { start, end } = stretchOf(document, path, 'value');
    const written = text.slice(start, end);
    const before = value.slice(0, index).split(part).length - 1;
    let at = written.indexOf(part);
    for (let i = 0; i < before && at >= 0; i++) at = written.indexOf(part, at + part.length);
    return place(start + Math.max(0, at));
  };
  const places = { locate, locateInside };
  if (text.length > longest) {
    const tooLong = `the file has ${text.length} characters; more than ${longest} are not read`;
    return { file, plain: undefined, readable: false, problems: [problem(0, tooLong)], ...places };
  }
  if (!readable) return { file, plain: undefined, readable, problems: broken, ...places };
  const { plain, faults } = toPlain(document);
  const problems = [...broken, ...faults.map(({ offset, message }) => problem(offset, message))];
  return { file, plain, readable, problems, ...places };
}

/** One mistake may break several levels of nesting at one place; saying it once is enough. */
function isFirstAtItsPlace(fault: Problem, i: number, all: readonly Problem[]): boolean {
  const same = all.findIndex(
    ({ line, column, message }) =>
      line === fault.line && column === fault.column && message === fault.message,
  );
  return same === i;
}

const sentences: Readonly<Record<string, string>> = {
  BAD_INDENT: 'this line is indented less than what it belongs to needs',
  BLOCK_AS_IMPLICIT_KEY: "a second ': ' stands on this line; quote the value or start a new line",
  DUPLICATE_KEY: 'this field is set twice; keep one of them',
  MULTIPLE_DOCS: 'a second document (---) starts here; one file holds one document',
  TAG_RESOLVE_FAILED: 'this tag (!name) is none that can be used; quote a value that starts with !',
  TAB_AS_INDENT: 'a tab indents this line; YAML wants spaces',
  BAD_SCALAR_START: 'a value cannot start with this character; quote it',
  MISSING_CHAR: 'a closing quote, a bracket, a comma or a space after a colon is missing here',
  BAD_DQ_ESCAPE: 'this escape is none in double quotes; write \\\\ for a backslash',
  BAD_ALIAS: 'this alias (*name) is none that can be used; quote a value that starts with *',
};

function sentenceOf(code: string): string {
  return `YAML cannot be read here: ${sentences[code] ?? code.toLowerCase().replaceAll('_', ' ')}`;
}

/** Follows the path as far as it goes. */
function stretchOf(document: Document, path: FieldPath, part: 'key' | 'value'): Stretch {
  let node = document.contents as Node | null;
  let found = stretch(node) ?? { start: 0, end: 0 };
  for (const [i, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    const child = childOf(node, step);
    if (child === null) return found;
    const key = stretch(child.key);
    const last = i === path.length - 1;
    found = (last && part === 'key' ? key : stretch(child.value)) ?? key ?? found;
    node = child.value;
  }
  return found;
}

/** From where to where something is written, in characters of the text. */
type Stretch = { readonly start: number; readonly end: number };

function stretch(node: Node | null): Stretch | null {
  const range = node?.range;
  return range == null ? null : { start: range[0], end: range[1] };
}

function childOf(
  node: Node | null,
  step: string | number,
): { key: Node | null; value: Node | null } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? null : { key: null, value: item as Node };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  return pair === undefined ? null : { key: pair.key as Node, value: pair.value as Node | null };
}
