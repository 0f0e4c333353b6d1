import { nearest } from '../model/nearest.ts';
import { failure, type Result, success } from '../model/result.ts';
import { instanceOf } from '../model/target.ts';
import { verdictRank } from '../model/verdict.ts';
import { printable } from './printable.ts';
import { statusOf } from './status-of.ts';
import type { Row } from './urgency.ts';

/** Whether a filter lets a row through. */
export type RowFilter = (row: Row) => boolean;

/** The language of `parseRowFilter` in a line, for the place where it is typed. */
export const rowFilterHint = 'words, !word, key:value (state:firing)';

type Field = {
  readonly of: (row: Row) => string;
  /** All that it can be, where that is a few words. */
  readonly values?: readonly string[];
};

/** What `key:value` can ask for beside the names of labels. */
const fields: Readonly<Record<string, Field>> = {
  workload: { of: ({ shown }) => shown.target.workload },
  instance: { of: ({ shown }) => instanceOf(shown.target) },
  url: { of: ({ shown }) => shown.target.url },
  state: {
    of: ({ incident }) => incident?.state ?? '',
    values: ['pending', 'firing', 'resolved'],
  },
  rule: { of: ({ incident, others }) => [incident, ...others].map((one) => one?.rule).join(' ') },
  verdict: { of: ({ shown }) => shown.verdict?.kind ?? '', values: Object.keys(verdictRank) },
  shape: { of: ({ shown }) => shown.verdict?.shape ?? '' },
  kind: { of: ({ shown }) => shown.verdict?.leakKind ?? '' },
  signal: { of: ({ shown }) => shown.verdict?.signal ?? '' },
  status: { of: (row) => statusOf(row).word },
  health: { of: ({ shown }) => shown.health, values: ['unknown', 'up', 'down'] },
  culprit: { of: ({ incident }) => (incident?.culprits ?? []).map(nameOf).join(' ') },
  source: {
    of: ({ shown }) => shown.target.source,
    values: ['metrics', 'pprof', 'process', 'query'],
  },
};

/** What can be asked for, in words, for who asked in vain. */
export const rowFilterHelp = `Words are looked for in names, labels, verdicts and culprits, !word must not be there, "two words" are one. key:value (or key=value) looks in one label, or in one of ${Object.keys(fields).join(', ')}.`;

/**
 * Reads what a person types to see fewer targets, in the terminal and on the pages: words that all have to be
 * found, whatever their case; `key:value`, or `key=value`, in that field or label alone; `!` before a word: not
 * to be found; quotes around what has spaces. Fails with a sentence where a key is neither a field nor a label of
 * any of `rows`, or a field can never have the value. An address (`host:9090`) is a word.
 */
export function parseRowFilter(text: string, rows: readonly Row[]): Result<RowFilter> {
  const tests: RowFilter[] = [];
  // A quote that is still open goes on to the end: somebody is typing.
  for (const [word] of text.toLowerCase().matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const isNot = word.startsWith('!');
    const wanted = isNot ? word.slice(1) : word;
    if (wanted === '') continue;
    const test = testOf(wanted, rows);
    if (!test.ok) return test;
    const { value } = test;
    tests.push(isNot ? (row) => !value(row) : value);
  }
  return success((row) => tests.every((test) => test(row)));
}

function testOf(word: string, rows: readonly Row[]): Result<RowFilter> {
  const [, key, quoted = ''] = /^([a-z_][\w.-]*)[:=](.*)$/s.exec(word) ?? [];
  const value = unquoted(quoted);
  const whole = unquoted(word);
  if (key === undefined) return success((row) => textOf(row).includes(whole));
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field !== undefined) {
    const { of, values } = field;
    if (values?.every((one) => !one.includes(value))) {
      const known = values.map((one) => `${key}:${one}`).join(', ');
      return failure(`Nothing is ever ${printable(`${key}:${value}`)}; there is ${known}.`);
    }
    return success((row) => of(row).toLowerCase().includes(value));
  }
  const labels = labelsOf(rows);
  if (labels.has(key)) {
    return success((row) =>
      Object.entries(row.shown.target.labels).some(
        ([name, label]) => name.toLowerCase() === key && label.toLowerCase().includes(value),
      ),
    );
  }
  // A port, a line of a file, the rest of a URL or of a C++ or Rust name.
  if (/^(\d+$|\/\/|:)/.test(value)) return success((row) => textOf(row).includes(whole));
  const near = nearest(key, [...Object.keys(fields), ...labels]);
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return failure(
    `${printable(key)} is no field and no label of a target.${hint} Quotes make a word of it: "${printable(whole)}".`,
  );
}

function unquoted(text: string): string {
  return text.replaceAll('"', '');
}

/** Of one snapshot many filters are read. */
const knownLabels = new WeakMap<readonly Row[], ReadonlySet<string>>();

function labelsOf(rows: readonly Row[]): ReadonlySet<string> {
  const labels =
    knownLabels.get(rows) ??
    new Set(
      rows.flatMap(({ shown }) => Object.keys(shown.target.labels).map((one) => one.toLowerCase())),
    );
  knownLabels.set(rows, labels);
  return labels;
}

function textOf(row: Row): string {
  const { target, verdict } = row.shown;
  return [
    ...[target.workload, target.url, instanceOf(target), ...Object.values(target.labels)],
    ...[statusOf(row).word, verdict?.signal ?? '', verdict?.leakKind ?? ''],
    ...[row.incident?.rule ?? '', ...(row.incident?.culprits ?? []).map(nameOf)],
  ]
    .join('\n')
    .toLowerCase();
}

function nameOf(culprit: { readonly function: string }): string {
  return culprit.function;
}
