import type { z } from 'zod';
import type { Problem } from '../model/config.ts';
import { nearest } from '../model/nearest.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/** Fields that are known and yet not taken, by their path without positions, or `*.name`: why. */
export type Refused = Readonly<Record<string, string>>;

/**
 * What the schemas of `fields.ts` found → problems with their place and a sentence: the field, what
 * came, what is needed, the nearest known name. One for each unknown field. A value that may be
 * secret is not shown.
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  source: YamlSource,
  refused: Refused,
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    if (issue.code !== 'unrecognized_keys') {
      return [problemAt(source, path, sentenceOf(issue, source.plain, path), partOf(issue))];
    }
    const known = issue.message.split(' ');
    return issue.keys.map((key) =>
      problemAt(source, [...path, key], unknownField(path, key, known, refused), 'key'),
    );
  });
}

/** A problem at a field; its message starts with the field's path. */
export function problemAt(
  source: YamlSource,
  path: FieldPath,
  message: string,
  part: 'key' | 'value' = 'value',
  severity: Problem['severity'] = 'error',
): Problem {
  const where = path.length === 0 ? '' : `${shownPath(path)}: `;
  return {
    file: source.file,
    ...source.locate(path, part),
    severity,
    message: cut(`${where}${message}`, longestSentence),
  };
}

/** A value, or the sentence of a parser that repeats it, may be as long as the file. */
const longestSentence = 1000;

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Follows a path into plain data. */
export function valueAt(plain: unknown, path: FieldPath): unknown {
  let value = plain;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function sentenceOf(issue: z.core.$ZodIssue, plain: unknown, path: FieldPath): string {
  const value = valueAt(plain, path);
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `is missing; needs ${issue.message}`
        : `got ${shown(value, path)}; needs ${issue.message}`;
    case 'invalid_value':
      return value === undefined
        ? `is missing; allowed: ${issue.message}`
        : `got ${shown(value, path)}; allowed: ${issue.message}${didYouMean(value, issue.values)}`;
    case 'too_small':
      return `is empty; needs ${issue.message}`;
    default:
      return issue.message;
  }
}

function unknownField(
  path: FieldPath,
  key: string,
  known: readonly string[],
  refused: Refused,
): string {
  const names = [...path.filter((step) => typeof step === 'string'), key];
  const why = own(refused, names.join('.')) ?? own(refused, `*.${key}`);
  if (why !== undefined) return why;
  const near = nearest(key, known);
  const hint = near === null ? `; known here: ${known.join(', ')}` : ` (did you mean ${near}?)`;
  return `unknown field${hint}`;
}

function own(table: Refused, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function partOf(issue: z.core.$ZodIssue): 'key' | 'value' {
  // A record's own checks speak of its keys.
  return issue.code === 'custom' && issue.message.startsWith("a label's name") ? 'key' : 'value';
}

function didYouMean(value: unknown, words: readonly unknown[]): string {
  const near = typeof value === 'string' ? nearest(value, words.map(String)) : null;
  return near === null ? '' : ` (did you mean ${near}?)`;
}

const secretNames = new Set([
  'password',
  'credentials',
  'secret',
  'secrets',
  'key',
  'url',
  'api_url',
  'routing_key',
  'proxy_url',
  'username',
  'params',
]);

function shown(value: unknown, path: FieldPath): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'string') return 'a mapping';
  if (path.some((step) => secretNames.has(String(step)))) return '<secret>';
  return JSON.stringify(cut(value, 60));
}

/** `scrape_configs[0].static_configs[1].targets`. */
function shownPath(path: FieldPath): string {
  return path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      const word = cut(/^[\w.$<>-]+$/.test(step) ? step : JSON.stringify(step), 100);
      return i === 0 ? word : `.${word}`;
    })
    .join('');
}
