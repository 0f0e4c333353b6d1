import type { Labels } from '../model/labels.ts';
import { limits } from '../model/limits.ts';

/** A place in a metrics page; `lineEnd` is the end of the line that it stands in. */
export type Cursor = { readonly text: string; at: number; lineEnd: number };

/** What is wrong with a line: thrown within the parser only, which makes a sentence of it. */
export class PageFault extends Error {}

/** More labels than any sane metric has. */
const maxLabels = limits.labels_of_sample.most;

const [tab, space, quote, backslash] = [0x09, 0x20, 0x22, 0x5c];

/** Moves past spaces, tabs and the return of a CRLF. */
export function skipBlanks(cursor: Cursor): void {
  const { text, lineEnd } = cursor;
  while (cursor.at < lineEnd && isBlank(text.charCodeAt(cursor.at))) cursor.at++;
}

/** Reads a metric or label name: letters, digits, `_` and `:`, not beginning with a digit. */
export function readName(cursor: Cursor): string {
  const { text, lineEnd, at: from } = cursor;
  while (cursor.at < lineEnd && isNameCharacter(text.charCodeAt(cursor.at))) cursor.at++;
  if (cursor.at === from || isDigit(text.charCodeAt(from))) {
    throw new PageFault(`a name was expected, ${next(text, from, lineEnd)} came`);
  }
  return text.slice(from, cursor.at);
}

/** Reads up to the next blank; `what` is what it should be. */
export function readToken(cursor: Cursor, what: string): string {
  skipBlanks(cursor);
  const { text, lineEnd, at: from } = cursor;
  while (cursor.at < lineEnd && !isBlank(text.charCodeAt(cursor.at))) cursor.at++;
  if (cursor.at === from) throw new PageFault(`${what} was expected, the line ends`);
  return text.slice(from, cursor.at);
}

/** Nothing but an exemplar may follow. */
export function expectLineEnd(cursor: Cursor): void {
  skipBlanks(cursor);
  const { text, at, lineEnd } = cursor;
  if (at < lineEnd && text[at] !== '#') {
    throw new PageFault(`the line should end here, ${next(text, at, lineEnd)} came`);
  }
}

/**
 * Reads `{a="1",b="2"}`. With `named`, the first quoted string without a value is the metric's own
 * name: `{"my.metric",a="1"}`.
 */
export function readLabels(
  cursor: Cursor,
  named: boolean,
): { name: string | null; labels: Labels; count: number } {
  const labels: Record<string, string> = {};
  let name: string | null = null;
  cursor.at++;
  let count = 0;
  for (; !closes(cursor); count++) {
    if (count >= maxLabels) throw new PageFault(`more than ${maxLabels} labels`);
    const key = readKey(cursor);
    const value = readLabelValue(cursor);
    if (value !== null) put(labels, key, value);
    else if (named && name === null) name = key;
    else throw new PageFault(`"=" was expected after the label ${key.slice(0, 40)}`);
    readComma(cursor);
  }
  if (named && name === null) throw new PageFault('a metric name was expected');
  return { name, labels, count };
}

/** An assignment to `__proto__` would go to the prototype, and the label would be gone. */
function put(labels: Record<string, string>, key: string, value: string): void {
  if (key !== '__proto__') labels[key] = value;
  else Object.defineProperty(labels, key, { value, enumerable: true, configurable: true });
}

function readKey(cursor: Cursor): string {
  return cursor.text.charCodeAt(cursor.at) === quote ? readQuotedName(cursor) : readName(cursor);
}

/** Any text may be a name in quotes. */
function readQuotedName(cursor: Cursor): string {
  const name = readString(cursor);
  if (name === '') throw new PageFault('a name in quotes is empty');
  // What the bytes were read as that are no UTF-8.
  if (name.includes('\ufffd')) throw new PageFault('a name in quotes is no valid UTF-8');
  return name;
}

/** What stands after `=`; null when there is none. */
function readLabelValue(cursor: Cursor): string | null {
  skipBlanks(cursor);
  if (cursor.at >= cursor.lineEnd || cursor.text[cursor.at] !== '=') return null;
  cursor.at++;
  skipBlanks(cursor);
  return readString(cursor);
}

function closes(cursor: Cursor): boolean {
  skipBlanks(cursor);
  if (cursor.at >= cursor.lineEnd) throw new PageFault('the labels are not closed by "}"');
  if (cursor.text[cursor.at] !== '}') return false;
  cursor.at++;
  return true;
}

function readComma(cursor: Cursor): void {
  skipBlanks(cursor);
  const came = cursor.at < cursor.lineEnd ? cursor.text[cursor.at] : undefined;
  if (came === ',') cursor.at++;
  else if (came !== '}') throw new PageFault('"," or "}" was expected after a label');
}

/** Reads a quoted string. Escapes are `\\`, `\"` and `\n`; before anything else the backslash is itself. */
function readString(cursor: Cursor): string {
  const { text, lineEnd } = cursor;
  if (text.charCodeAt(cursor.at) !== quote) throw new PageFault('a quoted value was expected');
  const from = cursor.at + 1;
  let escaped = false;
  for (let at = from; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) {
      escaped = true;
      at++;
    } else if (code === quote) {
      cursor.at = at + 1;
      const raw = text.slice(from, at);
      return escaped ? unescaped(raw) : raw;
    }
  }
  throw new PageFault('a quoted value is not closed');
}

function unescaped(raw: string): string {
  return raw.replace(/\\([\\"n])/g, (_, character: string) =>
    character === 'n' ? '\n' : character,
  );
}

function isBlank(code: number): boolean {
  return code === space || code === tab || code === 0x0d;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isNameCharacter(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || isDigit(code) || code === 0x5f || code === 0x3a;
}

function next(text: string, at: number, lineEnd: number): string {
  return at >= lineEnd
    ? 'the line ends'
    : JSON.stringify(text.slice(at, Math.min(lineEnd, at + 12)));
}
