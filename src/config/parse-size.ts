import { failure, type Result, success } from '../model/result.ts';
import type { MinGrowth } from '../model/rule.ts';

const prefixes = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/**
 * A size → bytes. A unit is needed: `B KB MB GB TB PB EB`, which count in 1024 as Prometheus' do
 * (`<size>` of its configuration), or the same written `KiB MiB …`. `0` needs none.
 */
export function parseSize(text: string): Result<number> {
  if (text === '0') return success(0);
  const found = /^(\d+(?:\.\d+)?)([KMGTPE]?)(i?)B$/.exec(text);
  // `iB` alone is no unit.
  if (found === null || (found[2] === '' && found[3] !== '')) {
    return failure(`${JSON.stringify(text)} is no size: ${hint(text)}`);
  }
  const bytes = Math.round(Number(found[1]) * 1024 ** prefixes.indexOf(found[2] ?? ''));
  if (bytes > Number.MAX_SAFE_INTEGER) return failure(`${text} is larger than a size can be (8PB)`);
  return success(bytes);
}

/** A growth that matters: a share of the limit (`4%`), or a size (`64MiB`). */
export function parseGrowth(text: string): Result<MinGrowth> {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent !== null) {
    const ratio = Number(percent[1]) / 100;
    if (ratio > 1) return failure(`${text} is more than the whole limit; 0% to 100% are allowed`);
    return success({ kind: 'ratio', ratio });
  }
  const size = parseSize(text);
  if (size.ok) return success({ kind: 'bytes', bytes: size.value });
  const bare = /^\d+(\.\d+)?$/.test(text);
  return failure(
    `${JSON.stringify(text)} is neither a share (4%) nor a size (64MiB): ${bare ? `it needs a unit, as in ${text}%` : hint(text)}`,
  );
}

function hint(text: string): string {
  const found = /^(\d+(?:\.\d+)?)\s*([kmgtpe]?)(i?)b?$/i.exec(text.trim());
  if (found === null) return 'write it like 512MiB';
  const prefix = (found[2] ?? '').toUpperCase();
  if (prefix === '') return `it needs a unit, as in ${found[1]}B or 512MiB`;
  return `write ${found[1]}${prefix}iB`;
}
