import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { failure, type Result, success } from '../../model/result.ts';
import { openMetricsRows } from './open-metrics-rows.ts';
import type { RecordedOptions, Recording } from './recording.ts';
import { csvRows, jsonRows, type LineReader } from './table-rows.ts';

/** A recording that unpacks to more than this is no recording: 4 GiB. */
const longestBytes = 2 ** 32;
/** A line of more characters is no line of a recording. */
const longestLine = 2 ** 24;

/**
 * A recorded series file → readings: CSV with a header, JSON lines, or OpenMetrics text with
 * timestamps; gzip is recognised. Read piece by piece: what is kept is about eight bytes a cell, not the
 * text. Fails with the line and what was wrong with it. A last line that was cut off in mid-write is
 * left out. Throws what the source itself throws.
 */
export async function readRecorded(
  bytes: AsyncIterable<Uint8Array>,
  options: RecordedOptions,
): Promise<Result<Recording>> {
  const lines = new RecordedLines(options);
  for await (const text of textsOf(await unzipped(bytes))) {
    if (typeof text !== 'string') return text;
    const fault = lines.take(text);
    if (!fault.ok) return fault;
  }
  return lines.end();
}

/** Cuts texts into lines and hands them to the reader of their format, which the first one tells. */
class RecordedLines {
  readonly #options: RecordedOptions;
  #reader: LineReader | null = null;
  #rest = '';
  #number = 0;

  constructor(options: RecordedOptions) {
    this.#options = options;
  }

  take(text: string): Result<void> {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const read = this.#line(line);
      if (!read.ok) return read;
    }
    if (this.#rest.length <= longestLine) return success(undefined);
    return failure(`line ${this.#number + 1} is longer than ${longestLine} characters`);
  }

  end(): Result<Recording> {
    const isFirst = this.#number === 0;
    const last = this.#line(this.#rest);
    // Without a line feed after it: its writer may have been stopped in the middle.
    if (!last.ok && (isFirst || this.#number <= 2)) return last;
    if (this.#reader !== null) return this.#reader.end();
    return failure('it is empty; expected CSV, JSON lines or OpenMetrics text');
  }

  #line(raw: string): Result<void> {
    this.#number++;
    const line = this.#number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
    if (line.trim() === '') return success(undefined);
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (this.#reader !== null) return this.#told(this.#reader.line(text));
    const first = text.trim();
    if (first.startsWith('{') && !isQuotedName(first)) {
      this.#reader = jsonRows(this.#options);
    } else if (first.startsWith('#') || isMetric(first)) {
      this.#reader = openMetricsRows(this.#options);
    } else {
      const reader = csvRows(text, this.#options);
      if (!reader.ok) return this.#told(reader);
      this.#reader = reader.value;
      return success(undefined);
    }
    return this.#told(this.#reader.line(text));
  }

  #told(read: Result<unknown>): Result<void> {
    return read.ok
      ? success(undefined)
      : failure(`line ${this.#number}: ${read.reason}`, read.cause);
  }
}

/** A metric name followed by labels or by a value. */
function isMetric(line: string): boolean {
  return /^[a-zA-Z_:][\w:]*(\{| +[-+\d.NI])/.test(line) || isQuotedName(line);
}

/** `{"a.name",label="x"} 5`: OpenMetrics' UTF-8 names; a key of JSON has a colon after it. */
function isQuotedName(line: string): boolean {
  return /^\{\s*"[^"]*"\s*[,}]/.test(line);
}

async function unzipped(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = new Uint8Array();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    head = head.length === 0 ? new Uint8Array(next.value) : Buffer.concat([head, next.value]);
    if (head.length >= 2) break;
  }
  async function* whole() {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) return whole();
  const gunzip = createGunzip();
  // A fault goes to the reader of the stream, who tells it.
  pipeline(Readable.from(whole()), gunzip).catch((error: Error) => gunzip.destroy(error));
  return gunzip;
}

/** Pieces of text, or the one fault that ends them. */
async function* textsOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string | Extract<Result<never>, { ok: false }>> {
  const decoder = new TextDecoder();
  let length = 0;
  try {
    for await (const piece of bytes) {
      length += piece.length;
      if (length > longestBytes) {
        yield failure('it unpacks to more than 4 GiB') as Extract<Result<never>, { ok: false }>;
        return;
      }
      yield decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    // Only unpacking has codes of zlib's; what the source throws is told by who opened it.
    if (!/^Z_|^ERR_STREAM_PREMATURE/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    yield failure(`its gzip cannot be unpacked: ${(error as Error).message}`, error) as Extract<
      Result<never>,
      { ok: false }
    >;
  }
}
