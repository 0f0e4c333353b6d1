import type { Problem } from '../model/config.ts';
import { parseDuration } from './parse-duration.ts';
import { problemAt, valueAt } from './problems-of.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/**
 * Warnings on what a rule looks for, where each field is right and together they can never fire: kinds that are never
 * alerted, kinds that the signal cannot have, a wait that is longer than the time that is left.
 */
export function checkDetect(source: YamlSource, rule: FieldPath): Problem[] {
  return [...checkKinds(source, rule), ...checkWait(source, rule)];
}

/** Kinds that keep memory from nobody (isHarmless in src/detect/leak-kind.ts). */
const harmless: ReadonlySet<unknown> = new Set(['page-cache', 'fragmentation', 'not-returned']);

/** What a series of counts, or of one part of the memory, can be said to leak. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  goroutines: ['goroutine'],
  threads: ['thread'],
  openFds: ['descriptor'],
  heapLive: ['heap', 'goroutine'],
  heapUsed: ['heap', 'goroutine'],
};

function checkKinds(source: YamlSource, rule: FieldPath): Problem[] {
  const detect = [...rule, 'detect'];
  const kinds = valueAt(source.plain, [...detect, 'leak_kind']);
  if (!Array.isArray(kinds)) return [];
  const signal = valueAt(source.plain, [...detect, 'signal']);
  const can = typeof signal === 'string' && Object.hasOwn(kindsOf, signal) ? kindsOf[signal] : null;
  return kinds.flatMap((kind, i) => {
    const warn = (message: string) => [
      problemAt(source, [...detect, 'leak_kind', i], message, 'value', 'warning'),
    ];
    if (harmless.has(kind)) {
      return warn(`${kind} is said and captured, and never alerted: it keeps memory from nobody`);
    }
    if (can == null || can.includes(kind)) return [];
    return warn(`${signal} is never said to leak ${kind}; it may leak ${can.join(', ')}`);
  });
}

function checkWait(source: YamlSource, rule: FieldPath): Problem[] {
  const waits = durationAt(source, [...rule, 'for']);
  const horizon = durationAt(source, [...rule, 'detect', 'horizon']);
  if (waits === null || horizon === null || waits < horizon) return [];
  const message = 'it is no shorter than the horizon: the limit is reached before the alert fires';
  return [problemAt(source, [...rule, 'for'], message, 'value', 'warning')];
}

/** null where there is none, or no right one, which the schema tells. */
function durationAt(source: YamlSource, path: FieldPath): number | null {
  const text = valueAt(source.plain, path);
  const duration = typeof text === 'string' ? parseDuration(text) : null;
  return duration?.ok === true && duration.value > 0 ? duration.value : null;
}
