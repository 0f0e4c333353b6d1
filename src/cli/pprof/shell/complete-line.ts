import type { Profile } from '../../../profile/profile.ts';
import { formatFlags, symbolFlags } from '../flags.ts';
import type { Completer } from './open-lines.ts';
import { isReport } from './read-command.ts';
import { groups, isSwitch, settable } from './shell-settings.ts';

const otherCommands = ['culprit', 'exit', 'help', 'options', 'quit'];
/** Settings whose value is an expression for functions. */
const namesFunctions = new Set(['focus', 'ignore', 'hide', 'show', 'show_from', 'prune_from']);

/**
 * Completes commands and settings in the first word, and after it the names of functions: behind a
 * report (`peek Save`, `top -Save`) and behind `focus=` and its like. A part of a name is enough, as in
 * pprof; what is put in is an expression that matches the name.
 */
export function completer(profile: Profile): Completer {
  let names: readonly string[] | null = null;
  const functions = () => {
    names ??= functionNames(profile);
    return names;
  };
  return (line) => {
    const [, before = '', word = ''] = /^(.*?)(\S*)$/s.exec(line) ?? [];
    const [command = ''] = before.trim().split(/\s+/);
    if (command === '' && word.includes('=')) return completeValue(word, profile, functions);
    if (command === '') return byPrefix([...firstWords(), ...typesOf(profile)], word);
    if (command === 'help') return byPrefix(firstWords().map(bare), word);
    const report = command.replace(/\d+$/, '');
    if (!isReport(report) || report === 'tags') return [[], word];
    return functionsLike(word.replace(/^-/, ''), functions());
  };
}

function firstWords(): string[] {
  const settings = settable.map((name) => (isSwitch(name) ? name : `${name}=`));
  return [...formatFlags, ...symbolFlags, ...otherCommands, ...settings];
}

function bare(word: string): string {
  return word.replace(/=$/, '');
}

function typesOf({ sampleTypes }: Profile): string[] {
  return sampleTypes.map(({ type }) => type);
}

function byPrefix(words: readonly string[], begun: string): [string[], string] {
  const matches = words.filter((word) => word.startsWith(begun.toLowerCase()));
  return [[...new Set(matches)].sort(), begun];
}

function completeValue(
  word: string,
  profile: Profile,
  functions: () => readonly string[],
): [string[], string] {
  const at = word.indexOf('=');
  const [name, value] = [word.slice(0, at), word.slice(at + 1)];
  if (namesFunctions.has(name)) return functionsLike(value, functions());
  if (name === 'sample_index') return byPrefix(typesOf(profile), value);
  return byPrefix(groups.get(name) ?? [], value);
}

/**
 * A name that alone holds what was typed is put in whole. Of several each is offered from where it
 * matches on, since a line editor can only go on from what is there.
 */
function functionsLike(typed: string, names: readonly string[]): [string[], string] {
  const wanted = typed.replace(/\\(.)/g, '$1');
  if (wanted === '') return [[], typed];
  const found = names.filter((name) => name.includes(wanted));
  const [only, another] = found;
  if (only !== undefined && another === undefined) return [[quoted(only)], typed];
  const tails = found.map(
    (name) => typed + quoted(name.slice(name.indexOf(wanted) + wanted.length)),
  );
  return [[...new Set(tails)].sort(), typed];
}

/** An expression for a name: what means something in one is escaped, a blank ends a word of the shell. */
function quoted(name: string): string {
  return name.replace(/[\\^$*+?()[\]{}|]/g, String.raw`\$&`).replace(/\s/g, '.');
}

function functionNames({ functions, strings }: Profile): readonly string[] {
  const names = new Set<string>();
  for (const name of functions.names) names.add(strings.get(name));
  names.delete('');
  return [...names];
}
