import { nearest } from '../../model/nearest.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { type FlagKind, flagKinds, foreignFlags } from './flags.ts';

/** What was given on the command line: the last value of each flag (all for a list), and the sources. */
export type GivenFlags = {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly sources: readonly string[];
};

type Env = Readonly<Record<string, string | undefined>>;

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const untruths = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/**
 * Reads flags as Go's flag package does: `-top`, `--top`, `-nodecount=10`, `-nodecount 10`; `--` ends
 * them. Unlike there a flag may follow a source. Fails on an unknown flag, with the nearest known one,
 * and on a value that is none. `SAWTOOTH_NODECOUNT=10` stands in for a flag that is not given.
 */
export function readFlags(args: readonly string[], env: Env = {}): Result<GivenFlags> {
  const values = new Map<string, string[]>();
  const sources: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      sources.push(...rest);
      break;
    }
    const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(arg);
    if (match === null) {
      sources.push(arg);
      continue;
    }
    const [, name = '', inline] = match;
    const value = readValue(name, inline, rest);
    if (!value.ok) return value;
    values.set(name, [...(values.get(name) ?? []), value.value]);
  }
  const more = fromEnvironment(values, env);
  return more.ok ? success({ values: more.value, sources }) : more;
}

function fromEnvironment(given: GivenFlags['values'], env: Env): Result<GivenFlags['values']> {
  const values = new Map(given);
  for (const name of flagKinds.keys()) {
    const variable = `SAWTOOTH_${name.toUpperCase()}`;
    const text = env[variable] ?? '';
    if (text === '' || values.has(name)) continue;
    const value = readValue(name, text, []);
    if (!value.ok) return failure(`${variable}: ${value.reason}`);
    values.set(name, [value.value]);
  }
  return success(values);
}

function readValue(name: string, inline: string | undefined, rest: string[]): Result<string> {
  const kind = flagKinds.get(name);
  if (kind === undefined) {
    const why = foreignFlags.get(name);
    if (why !== undefined) return failure(`-${name} is for go tool pprof: ${why}`);
    const near = nearest(name, [...flagKinds.keys()]);
    const hint = near === null ? '' : ` (did you mean -${near}?)`;
    return failure(`unknown flag -${name}${hint}. See sawtooth pprof --help`);
  }
  if (kind === 'bool') return readBoolean(name, inline ?? 'true');
  const text = inline ?? rest.shift();
  if (text === undefined) return failure(`-${name} needs a value: -${name}=VALUE`);
  return isOfKind(kind, text) ? success(text) : failure(`-${name}: expected a number, got ${text}`);
}

function readBoolean(name: string, text: string): Result<string> {
  if (truths.has(text)) return success('true');
  return untruths.has(text)
    ? success('false')
    : failure(`-${name}: expected true or false, got ${text}`);
}

function isOfKind(kind: FlagKind, text: string): boolean {
  if (kind === 'int') return /^[+-]?\d+$/.test(text);
  return kind === 'text' || (text !== '' && Number.isFinite(Number(text)));
}
