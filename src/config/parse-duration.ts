import { failure, type Result, success } from '../model/result.ts';

const units = [
  { name: 'y', ms: 365 * 86_400_000 },
  { name: 'w', ms: 7 * 86_400_000 },
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'm', ms: 60_000 },
  { name: 's', ms: 1000 },
  { name: 'ms', ms: 1 },
] as const;

const grammar = new RegExp(`^${units.map(({ name }) => `(?:([0-9]+)${name})?`).join('')}$`);

/** Prometheus keeps durations in int64 nanoseconds: about 292 years. */
const longestMs = 2 ** 63 / 1e6;

/**
 * A duration in Prometheus' grammar → milliseconds: whole numbers with `y w d h m s ms` in that
 * order, each at most once (`1h30m`), or `0`. A year is 365 days, a day 24 hours
 * (https://prometheus.io/docs/prometheus/latest/configuration/configuration/, `<duration>`).
 */
export function parseDuration(text: string): Result<number> {
  if (text === '0') return success(0);
  const found = text === '' ? null : grammar.exec(text);
  if (found === null) {
    return failure(
      `${JSON.stringify(text)} is no duration: ${hint(text) ?? 'write it like 30s, 5m or 1h30m'}`,
    );
  }
  const ms = units.reduce((sum, unit, i) => sum + Number(found[i + 1] ?? 0) * unit.ms, 0);
  if (ms > longestMs) return failure(`${text} is longer than a duration can be (292 years)`);
  return success(ms);
}

/** What was probably meant, for the ways in which people get it wrong most often. */
function hint(text: string): string | null {
  if (/^\d+(\.\d+)?$/.test(text)) return `it needs a unit, as in ${Math.ceil(Number(text))}s`;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|y|w|d|h|m|s)/g)];
  const covered = parts.reduce((sum, [part]) => sum + part.length, 0);
  if (parts.length === 0 || covered !== text.replaceAll(/\s+(?=\d)/g, '').length) {
    return /^\d+\s*min/.test(text) ? `minutes are m, as in ${Number.parseInt(text, 10)}m` : null;
  }
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * msOf(unit), 0);
  return `whole numbers without spaces, the longest unit first; write ${written(Math.round(ms))}`;
}

function msOf(name: string | undefined): number {
  return units.find((unit) => unit.name === name)?.ms ?? 0;
}

/** The shortest spelling over d h m s ms. */
function written(ms: number): string {
  let rest = ms;
  let text = '';
  for (const unit of units.slice(2)) {
    const count = Math.floor(rest / unit.ms);
    if (count > 0) text += `${count}${unit.name}`;
    rest -= count * unit.ms;
  }
  return text === '' ? '0' : text;
}
