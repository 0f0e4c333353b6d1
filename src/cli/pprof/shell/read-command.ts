import { failure, type Result, success } from '../../../model/result.ts';
import { foreignFlags, formatFlags, symbolFlags } from '../flags.ts';
import type { PprofCommand } from '../render-report.ts';
import { type ShellSettings, settable } from './shell-settings.ts';

/** A report that a line asks for; its settings hold for this report alone. */
export type ShellCommand = { readonly command: PprofCommand; readonly settings: ShellSettings };

/** How many rows of a table are enough for somebody who looks at it (internal/driver parseCommandLine). */
const usualRows = 10;

/**
 * Reads `top20 -cum foo -bar >file`: a report, with digits glued to it or not, then in any order how
 * many nodes, `-cum`, what to focus on, what to ignore with a `-` before it, and a file. Fails in
 * pprof's words.
 */
export function readCommand(
  words: readonly string[],
  settings: ShellSettings,
): Result<ShellCommand> {
  const [first = '', ...others] = words;
  const [format, ...args] = [...splitDigits(first), ...others];
  const takesArgument = symbolFlags.find((name) => name === format);
  const plain = formatFlags.find((name) => name === format);
  if (takesArgument === undefined && plain === undefined) return unknown(first, others);
  if (takesArgument !== undefined) {
    const symbol = args.shift();
    if (symbol === undefined) return failure(`command ${format} requires an argument`);
    return withArguments({ format: takesArgument, symbol }, args, settings);
  }
  return withArguments({ format: plain ?? 'top', symbol: '' }, args, settings);
}

/** Whether a word is a report. */
export function isReport(word: string): boolean {
  return [...formatFlags, ...symbolFlags].some((name) => name === word);
}

/** `top20` is `top 20`. */
function splitDigits(word: string): readonly string[] {
  const [, name = '', digits = ''] = /^(.*?\D)(\d+)$/s.exec(word) ?? [];
  return !isReport(word) && isReport(name) ? [name, digits] : [word];
}

function unknown(word: string, others: readonly string[]): Result<never> {
  const name = word.replace(/(\D)\d+$/, '$1');
  if (settable.includes(name)) return failure(`did you mean: ${name}=${others[0] ?? '<val>'}`);
  const why = foreignFlags.get(name);
  if (why !== undefined) return failure(`${name} is for go tool pprof: ${why}`);
  return failure(`unrecognized command: ${JSON.stringify(name)}`);
}

type Given = Readonly<Record<'focus' | 'ignore' | 'nodecount' | 'sort' | 'output', string>>;

function withArguments(
  command: PprofCommand,
  args: readonly string[],
  settings: ShellSettings,
): Result<ShellCommand> {
  const given = readArguments(args, settings);
  if (!given.ok) return given;
  const { focus, ignore, nodecount, sort, output } = given.value;
  const isTags = command.format === 'tags';
  const isTable = command.format === 'top' || command.format === 'text';
  return success({
    command,
    settings: {
      ...settings,
      sort,
      output,
      ...(focus === '' ? {} : { [isTags ? 'tagfocus' : 'focus']: focus }),
      ...(ignore === '' ? {} : { [isTags ? 'tagignore' : 'ignore']: ignore }),
      nodecount: nodecount === '-1' && isTable ? String(usualRows) : nodecount,
    },
  });
}

function readArguments(args: readonly string[], settings: ShellSettings): Result<Given> {
  const { nodecount = '-1', sort = 'flat', output = '' } = settings;
  let given: Given = { focus: '', ignore: '', nodecount, sort, output };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    // A file may be written apart from its >.
    const word = arg === '>' ? `>${rest.shift() ?? ''}` : arg;
    if (word === '>') return failure('unexpected end of line after >');
    given = { ...given, ...readArgument(word, given) };
  }
  return success(given);
}

function readArgument(word: string, { focus, ignore }: Given): Partial<Given> {
  if (/^[+-]?\d{1,9}$/.test(word)) return { nodecount: String(Number(word)) };
  if (word.startsWith('>')) return { output: word.slice(1) };
  if (word === '-cum' || word === '--cum') return { sort: 'cum' };
  return word.startsWith('-')
    ? { ignore: either(ignore, word.slice(1)) }
    : { focus: either(focus, word) };
}

function either(one: string, other: string): string {
  return one !== '' && other !== '' ? `${one}|${other}` : one + other;
}
