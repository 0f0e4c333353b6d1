import { gunzipSync } from 'node:zlib';
import { failure, type Result, success } from '../../model/result.ts';
import { assemble } from './assemble.ts';
import { parseOpenMetrics } from './parse-open-metrics.ts';
import type { RecordedOptions, Recording } from './recording.ts';
import { knownColumns, type Row, readRow } from './row-reader.ts';
import { splitCsv } from './split-csv.ts';

/** A recording that unpacks to more than this is no recording: 1 GiB. */
const longestBytes = 2 ** 30;

/**
 * A recorded series file → readings: CSV with a header, JSON lines, or OpenMetrics text with
 * timestamps; gzip is recognised. Fails with the line and what was wrong with it. A last line that was
 * cut off in mid-write is left out.
 */
export function parseRecorded(bytes: Uint8Array, options: RecordedOptions): Result<Recording> {
  const text = textOf(bytes);
  if (!text.ok) return text;
  const lines = text.value.replace(/^\uFEFF/, '').split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if (first === '') return failure('it is empty; expected CSV, JSON lines or OpenMetrics text');
  if (first.startsWith('{')) return parseJsonLines(lines, options);
  // A metric name followed by labels or by a value, or a comment.
  if (first.startsWith('#') || /^[a-zA-Z_:][\w:]*(\{| +[-+\d.NI])/.test(first)) {
    return parseOpenMetrics(text.value, options);
  }
  return parseCsv(lines, options);
}

function textOf(bytes: Uint8Array): Result<string> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: longestBytes }) : bytes;
    return success(new TextDecoder().decode(plain));
  } catch (error) {
    return failure(`its gzip cannot be unpacked: ${(error as Error).message}`, error);
  }
}

function parseCsv(lines: readonly string[], options: RecordedOptions): Result<Recording> {
  const start = lines.findIndex((line) => line.trim() !== '');
  const header = lines[start] ?? '';
  const separator = [',', ';', '\t'].find((candidate) => header.includes(candidate)) ?? ',';
  const names = splitCsv(header, separator).map((name) => name.trim());
  const known = knownColumns(names);
  if (!known.ok) return failure(`line ${start + 1}: ${known.reason}`);
  const rows: Row[] = [];
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() === '') continue;
    const cells = splitCsv(line, separator);
    const row = readRow(names, cells, options);
    if (row.ok) rows.push(row.value);
    else if (!isCutOff(lines, i)) return failure(`line ${i + 1}: ${row.reason}`);
  }
  return assemble(rows);
}

function parseJsonLines(lines: readonly string[], options: RecordedOptions): Result<Recording> {
  const rows: Row[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = jsonRow(line, options);
    if (row.ok) rows.push(row.value);
    else if (!isCutOff(lines, i)) return failure(`line ${i + 1}: ${row.reason}`);
  }
  return assemble(rows);
}

function jsonRow(line: string, options: RecordedOptions): Result<Row> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    return failure(`no JSON object: ${(error as Error).message}`, error);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return failure('no JSON object');
  }
  const names = Object.keys(parsed);
  const known = knownColumns(names);
  if (!known.ok) return known;
  const cells = Object.values(parsed).map((cell) =>
    typeof cell === 'string' || typeof cell === 'number' ? cell : null,
  );
  return readRow(names, cells, options);
}

/** The last line without a line feed after it: its writer may have been stopped in the middle. */
function isCutOff(lines: readonly string[], i: number): boolean {
  return i === lines.length - 1 && i > 1;
}
