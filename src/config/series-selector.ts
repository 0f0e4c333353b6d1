import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';

/** The name and the labels of one series. */
export type SeriesName = { readonly name: string; readonly labels: Labels };

const pair = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\[\\"n])*)"\s*(,|$)/y;

/**
 * A series as promtool's tests write it → its name and labels:
 * `process_resident_memory_bytes{job="a",instance="b"}`; escapes in values are `\\ \" \n`.
 */
export function parseSeriesSelector(text: string): Result<SeriesName> {
  const found = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?\s*$/s.exec(text);
  if (found === null) return unreadable(text);
  const body = (found[2] ?? '').trimEnd();
  const labels: Record<string, string> = {};
  pair.lastIndex = 0;
  let at = 0;
  while (at < body.length) {
    const [whole, label = '', value = ''] = pair.exec(body) ?? [];
    if (whole === undefined) return unreadable(text);
    if (Object.hasOwn(labels, label)) return failure(`the label ${label} is given twice`);
    labels[label] = value.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
    at += whole.length;
  }
  return success({ name: found[1] ?? '', labels });
}

function unreadable(text: string): Result<never> {
  return failure(`${JSON.stringify(text)} is no series; write it like name{job="a",instance="b"}`);
}
