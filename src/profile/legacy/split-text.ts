import type { Mapping } from '../profile.ts';
import { isMapsHeading, parseMemoryMap } from './memory-map.ts';

/** A text in its parts. */
export type TextParts = {
  readonly header: string;
  /** What stands below the header, without empty lines and comments; `at` counts lines from 0. */
  readonly rows: readonly { readonly text: string; readonly at: number }[];
  readonly lines: readonly string[];
  readonly mappings: readonly Mapping[];
};

/** Splits a profile that is text into its header, its rows and the list of what was mapped. */
export function splitText(text: string): TextParts {
  const lines = text.split('\n');
  const trimmed = lines.map((line) => line.trim());
  const maps = trimmed.findIndex(isMapsHeading);
  const end = maps < 0 ? lines.length : maps;
  const rows = trimmed
    .map((line, at) => ({ text: line, at }))
    .slice(1, end)
    .filter((row) => row.text !== '' && !row.text.startsWith('#'));
  return {
    header: trimmed[0] ?? '',
    rows,
    lines,
    mappings: parseMemoryMap(trimmed.slice(end + 1)),
  };
}

/** Why a row is none: `expected …, got "…" in line 7`. */
export function strangeRow(expected: string, row: { text: string; at: number }): string {
  const got = JSON.stringify(row.text.slice(0, 60));
  return `expected ${expected} in line ${row.at + 1}, got ${got}`;
}
