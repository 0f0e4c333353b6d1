import { wrongName } from '../model/label-name.ts';
import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';

/** The name and the labels of one series. */
export type SeriesName = { readonly name: string; readonly labels: Labels };

/** A name of its own, or one in quotes; a value in quotes; what ends it. */
const entry =
  /\s*(?:([a-zA-Z_][a-zA-Z0-9_]*)|"((?:[^"\\\n]|\\[\\"n])*)")\s*(?:=\s*"((?:[^"\\\n]|\\[\\"n])*)"\s*)?(,|$)/y;

/**
 * A series as promtool's tests write it → its name and labels:
 * `process_resident_memory_bytes{job="a","host.name"="b"}`, or with a name in quotes `{"my.metric",job="a"}`;
 * escapes between quotes are `\\ \" \n`.
 */
export function parseSeriesSelector(text: string): Result<SeriesName> {
  const found = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{(.*)\})?\s*$/s.exec(text);
  const entries = found === null ? null : entriesOf((found[2] ?? '').trimEnd());
  if (entries === null) return unreadable(text);
  const names = entries.flatMap(({ name, value }) => (value === null ? [name] : []));
  const [name, ...more] = [found?.[1] ?? [], names].flat();
  if (name === undefined || name === '' || more.length > 0) return unreadable(text);
  const labels = labelsOf(entries);
  return labels.ok ? success({ name, labels: labels.value }) : labels;
}

function labelsOf(entries: readonly Entry[]): Result<Labels> {
  const labels: Record<string, string> = {};
  for (const { name, value } of entries) {
    if (value === null) continue;
    const wrong = wrongName(name);
    if (wrong !== null) return failure(wrong);
    if (Object.hasOwn(labels, name)) return failure(`the label ${name} is given twice`);
    labels[name] = value;
  }
  return success(labels);
}

/** A label with its value, or with null the metric's own name, which has to be in quotes. */
type Entry = { readonly name: string; readonly value: string | null };

/** What stands between the braces; null: that cannot be read. */
function entriesOf(body: string): readonly Entry[] | null {
  const entries: Entry[] = [];
  entry.lastIndex = 0;
  for (let at = 0; at < body.length; at = entry.lastIndex) {
    const [whole, bare, quoted, value] = entry.exec(body) ?? [];
    if (whole === undefined || (quoted === undefined && value === undefined)) return null;
    const name = bare ?? unescaped(quoted ?? '');
    entries.push({ name, value: value === undefined ? null : unescaped(value) });
  }
  return entries;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
}

function unreadable(text: string): Result<never> {
  return failure(`${JSON.stringify(text)} is no series; write it like name{job="a",instance="b"}`);
}
