import { nearest } from '../../../model/nearest.ts';
import { failure, type Result, success } from '../../../model/result.ts';
import { formatFlags, symbolFlags } from '../flags.ts';
import { aboutCommand, aboutSetting } from './about.ts';
import { groups, settable } from './shell-settings.ts';

const others: readonly (readonly [string, string])[] = [
  ['culprit', 'which function grew, and how sure that is; needs -base'],
  ['o, options', 'every setting with its value'],
  ['q, quit, exit', 'leave; so does ^D'],
  [':', 'clear focus, ignore, hide, tagfocus and tagignore'],
];

/** What `help`, and `help WORD`, prints. Fails on a word that is neither a command nor a setting. */
export function helpText(word: string): Result<string> {
  if (word === '') return success(overview());
  const command = aboutCommand(word);
  if (command !== null) return success(`${[command.summary, ...command.usage].join('\n')}\n`);
  const other = others.find(([names]) => names.split(', ').includes(word));
  if (other !== undefined) return success(`${other[1]}\n`);
  const setting = aboutSetting(word);
  if (setting !== null) return success(`${setting}\n`);
  const near = nearest(word, [...formatFlags, ...symbolFlags, ...settable]);
  const hint = near === null ? '' : ` (did you mean ${near}?)`;
  return failure(`Unknown command: ${word}${hint}`);
}

function overview(): string {
  const reports = [...formatFlags, ...symbolFlags].sort();
  const inGroups = new Set([...groups.keys(), ...[...groups.values()].flat()]);
  const settings = settable.filter((name) => !inGroups.has(name)).sort();
  return [
    '  Commands:',
    ...reports.map((name) => row(name, aboutCommand(name)?.summary ?? '')),
    ...others.map(([name, about]) => row(name, about)),
    '',
    '  Settings, NAME=VALUE:',
    ...settings.map((name) => row(name, firstLine(aboutSetting(name)))),
    '',
    '  One of each group, by its name alone:',
    ...[...groups].flatMap(([group, words]) => [
      `    ${group}`,
      ...words.map((word) => `  ${row(word, firstLine(aboutSetting(word)))}`),
    ]),
    '',
    '  help WORD says more; Tab completes words and the names of functions.',
    '',
  ].join('\n');
}

function row(name: string, about: string): string {
  return `    ${name.padEnd(20)} ${about}`.trimEnd();
}

function firstLine(text: string | null): string {
  return (text ?? '').split('\n', 1)[0] ?? '';
}
