import { parseJson } from '../../model/json-fault.ts';
import type { Labels } from '../../model/labels.ts';

/** The rows of an answer stand here: all series of `/series`, or the result of a query. */
const start = /^\s*\{[\s\S]*?"data"\s*:\s*(?:\[|\{[^[\]{}]*"result"\s*:\s*\[)/;
/** Where the rows begin at the latest; a server that writes much before them is parsed as a whole. */
const mostBefore = 4096;
/** A label set larger than this is somebody's mistake, and would be kept as long as the series lives. */
const mostRowLabels = 64 * 1024;

/** The rest of an answer, its rows taken out; null: it is no whole JSON. */
export type AnswerRest = Readonly<Record<string, unknown>> | null;

/**
 * Takes the rows of an answer of Prometheus' HTTP API one by one, so that an answer of many megabytes
 * never stands in memory as one tree, and gives back the envelope without them.
 */
export function takeAnswerRows(body: Uint8Array, take: (row: unknown) => void): AnswerRest {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const before = start.exec(bytes.toString('latin1', 0, mostBefore))?.[0];
  if (before === undefined) return parsed(bytes.toString('utf8'));
  const end = takeRows(bytes, before.length, take);
  if (end === null) return null;
  return parsed(before + bytes.toString('utf8', end));
}

const [quote, backslash, closeArray] = [0x22, 0x5c, 0x5d];
const [openObject, closeObject] = [0x7b, 0x7d];

/** Each object of the array that begins before `from`; where its bracket closes, null: nowhere. */
function takeRows(bytes: Buffer, from: number, take: (row: unknown) => void): number | null {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === closeArray) return at;
    if (byte !== openObject) {
      // A comma, a blank.
      at++;
      continue;
    }
    const end = objectEnd(bytes, at);
    if (end === null || !takeRow(bytes.toString('utf8', at, end), take)) return null;
    at = end;
  }
  return null;
}

/** The place after the object that begins there; null without an end. */
function objectEnd(bytes: Buffer, from: number): number | null {
  let depth = 0;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === quote) {
      i = stringEnd(bytes, i);
      if (i < 0) return null;
    } else if (byte === openObject) depth++;
    else if (byte === closeObject && --depth === 0) return i + 1;
  }
  return null;
}

function takeRow(text: string, take: (row: unknown) => void): boolean {
  try {
    take(sampleRow(text) ?? sampleRowOf(parseJson(text)));
    return true;
  } catch {
    return false;
  }
}

/** One series of a query's answer: its labels, and its samples in the order of time. */
export type SampleRow = {
  readonly metric: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
};

const [head, middle] = ['{"metric":', ',"values":[['] as const;

/**
 * A series with its samples, written as all servers write it: `{"metric":{…},"values":[[1,"2"],[3,"4"]]}`. Most
 * of an answer are pairs, which as objects would be ten times as large. null: written in another way.
 */
function sampleRow(text: string): SampleRow | null {
  const from = text.startsWith(head) ? text.indexOf(middle) : -1;
  if (from < 0) return null;
  const [times, values]: [number[], number[]] = [[], []];
  let at = from + middle.length;
  while (true) {
    const comma = text.indexOf(',"', at);
    const end = text.indexOf('"', comma + 2);
    if (comma < 0 || end < 0 || text[end + 1] !== ']') return null;
    times.push(Math.round(Number(text.slice(at, comma)) * 1000));
    values.push(Number(text.slice(comma + 2, end)));
    if (text[end + 2] === ']') break;
    if (!text.startsWith(',[', end + 2)) return null;
    at = end + 4;
  }
  return { metric: JSON.parse(text.slice(head.length, from)) as Labels, times, values };
}

/** The same of a row that was parsed; what is no such row stays as it is. */
function sampleRowOf(row: unknown): unknown {
  const { metric, values } = Object(row) as { metric?: Labels; values?: [number, string][] };
  if (metric === undefined || !Array.isArray(values)) return row;
  const times = values.map(([seconds]) => Math.round(seconds * 1000));
  return { metric, times, values: values.map(([, text]) => Number(text)) };
}

/** The place of the closing quote; −1 without one. */
function stringEnd(bytes: Buffer, at: number): number {
  let end = at;
  do {
    end = bytes.indexOf(quote, end + 1);
  } while (end > 0 && isEscaped(bytes, end));
  return end;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let slashes = 0;
  while (bytes[at - 1 - slashes] === backslash) slashes++;
  return slashes % 2 === 1;
}

function parsed(text: string): AnswerRest {
  try {
    const value: unknown = parseJson(text);
    return typeof value === 'object' && value !== null ? (value as AnswerRest) : null;
  } catch {
    return null;
  }
}

/** Whether labels are of a size that a series can have. */
export function isSaneSize(labels: Readonly<Record<string, string>>): boolean {
  let size = 0;
  for (const name in labels) size += name.length + (labels[name] ?? '').length;
  return size <= mostRowLabels;
}
