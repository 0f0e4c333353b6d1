import { failure, type Result, success } from '../../model/result.ts';
import { CommonLabels } from './common-labels.ts';
import type { RecordedOptions, Recording } from './recording.ts';
import { knownColumns, type Row, readRow } from './row-reader.ts';
import { RowStore } from './row-store.ts';
import { splitCsv } from './split-csv.ts';

/** Reads the lines of one format, and makes a recording of them at the end. */
export type LineReader = {
  /** A fault of a line, in a sentence without the line's number. */
  line(text: string): Result<void>;
  end(): Result<Recording>;
};

/** CSV (`,`, `;` or tab) with a header: `header` is its first line. */
export function csvRows(header: string, options: RecordedOptions): Result<LineReader> {
  const separator = [',', ';', '\t'].find((candidate) => header.includes(candidate)) ?? ',';
  const names = splitCsv(header, separator).map((name) => name.trim());
  const known = knownColumns(names);
  if (!known.ok) return known;
  return success(rowsOf((line) => readRow(names, splitCsv(line, separator), options)));
}

/** JSON lines: an object a line, its keys the columns. */
export function jsonRows(options: RecordedOptions): LineReader {
  return rowsOf((line) => jsonRow(line, options));
}

function rowsOf(read: (line: string) => Result<Row>): LineReader {
  const store = new RowStore();
  const common = new CommonLabels();
  let empty = 0;
  return {
    line(text) {
      const row = read(text);
      if (!row.ok) return row;
      store.add(row.value.reading);
      common.observe(row.value.labels);
      empty += row.value.empty;
      return success(undefined);
    },
    end() {
      if (store.count === 0) return failure('it holds no sample');
      return success({ readings: store.readings(), labels: common.labels, empty });
    },
  };
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
