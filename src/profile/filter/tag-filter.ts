import { type Result, success } from '../../model/result.ts';
import { scale } from '../measurement/scale.ts';
import { compilePattern, type Pattern } from './compile-pattern.ts';
import type { StackLabels } from './stack-labels.ts';

/** Whether a stack has the labels that `-tagfocus` or `-tagignore` asks for. */
export type TagTest = (labels: StackLabels) => boolean;

/** A compiled tag filter; `isRange`: it was read as numbers and not as an expression. */
export type TagFilter = { readonly test: TagTest; readonly isRange: boolean };

/**
 * Reads `[KEY=]FILTER`, where a filter is a range of numbers (`32kb`, `:64kb`, `4mb:`, `12kb:64mb`) or
 * expressions parted by commas (internal/driver/driver_focus.go compileTagFilter). `units`: of each
 * numeric label.
 */
export function compileTagFilter(
  source: string,
  units: ReadonlyMap<string, string>,
): Result<TagFilter> {
  const equals = source.indexOf('=');
  const key = equals < 0 ? '' : source.slice(0, equals);
  const filter = source.slice(equals + 1);
  const range = parseRange(filter);
  if (range !== null) return success({ test: rangeTest(key, range, units), isRange: true });
  const patterns: Pattern[] = [];
  for (const part of filter.split(',')) {
    const pattern = compilePattern(part);
    if (!pattern.ok) return pattern;
    patterns.push(pattern.value);
  }
  return success({ test: key === '' ? anyKey(patterns) : oneKey(key, patterns), isRange: false });
}

type Range = (value: number, unit: string) => boolean;

function rangeTest(key: string, range: Range, units: ReadonlyMap<string, string>): TagTest {
  return ({ numbers }) => {
    for (const [label, { values }] of numbers) {
      if (key !== '' && label !== key) continue;
      if (values.some((value) => range(value, units.get(label) ?? ''))) return true;
    }
    return false;
  };
}

/** Every expression must match one `key:value`. */
function anyKey(patterns: readonly Pattern[]): TagTest {
  return ({ texts }) => {
    const all = [...texts].flatMap(([key, values]) => values.map((value) => `${key}:${value}`));
    return patterns.every((pattern) => all.some((text) => pattern(text)));
  };
}

/** One expression must match a value of the key. */
function oneKey(key: string, patterns: readonly Pattern[]): TagTest {
  return ({ texts }) =>
    patterns.some((pattern) => texts.get(key)?.some((text) => pattern(text)) ?? false);
}

function parseRange(filter: string): Range | null {
  const [first, second] = [...filter.matchAll(/([+-]?[0-9]+)([A-Za-z]+)?/g)];
  if (first === undefined) return null;
  const [whole, digits, suffix = ''] = first;
  const low = scale(Number(digits), suffix, suffix);
  const compared = (test: (value: number) => boolean): Range => {
    return (value, unit) => {
      const scaled = scale(value, unit, low.unit);
      return scaled.unit === low.unit && test(scaled.value);
    };
  };
  if (second === undefined) {
    if (filter === whole) return compared((value) => value === low.value);
    if (filter === `${whole}:`) return compared((value) => value >= low.value);
    return filter === `:${whole}` ? compared((value) => value <= low.value) : null;
  }
  if (filter !== `${whole}:${second[0]}`) return null;
  const high = scale(Number(second[1]), second[2] ?? '', low.unit);
  if (high.unit !== low.unit) return null;
  return compared((value) => value >= low.value && value <= high.value);
}
