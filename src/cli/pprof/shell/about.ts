import { isReport } from './read-command.ts';
import { settable } from './shell-settings.ts';

/** A line about a command, and how it is written. */
export type CommandHelp = { readonly summary: string; readonly usage: readonly string[] };

const commands: Readonly<Record<string, string>> = {
  comments: "the profile's comments",
  dot: 'the call graph for Graphviz',
  list: 'the source of functions that match, with the weight of each line',
  peek: 'callers and callees of functions that match',
  png: 'the call graph as a picture',
  proto: 'the profile itself, into a file',
  raw: 'the tables of the profile as text',
  svg: 'the call graph as a picture',
  tags: 'the weight of every label',
  text: 'the heaviest nodes, a line each',
  top: 'the heaviest nodes, a line each',
  topproto: 'the rows of top as a profile, into a file',
  traces: 'every stack',
  tree: 'every node with its callers and what it calls',
};

const settings: Readonly<Record<string, string>> = {
  call_tree: 'paths to one function are not joined (dot)',
  compact_labels: 'no header about the profile',
  divide_by: 'divide every value by this',
  drop_negative: 'leave out what became less',
  edgefraction: 'hide edges below this share of the total',
  focus:
    'only stacks with a frame that matches\nThe name of a function, of its file or of its program.',
  hide: 'take out the frames that match\nThe rest of their stacks stays.',
  ignore: 'no stack with a frame that matches',
  mean: 'the average over the first sample type: bytes of one object',
  nodecount: 'the most nodes that are shown\n-1: ten in a table, 80 in a graph.',
  nodefraction: 'hide nodes below this share of the total',
  noinlines: 'inlined calls count for what they were inlined into',
  output: 'a file for every report from now on',
  prune_from: 'cut off what the frame that matches calls',
  relative_percentages: 'percentages of what is in focus, not of all',
  sample_index:
    'what is weighed: a sample type by name or number\nThe name of a type alone does the same.',
  show: 'only the frames that match',
  show_from: 'cut off what is above the outermost frame that matches',
  showcolumns: 'columns beside line numbers',
  source_path: 'where sources are looked for',
  tagfocus:
    'only stacks with a label that matches, or a number in a range\nbytes=1kb:64kb, job=mail.*',
  taghide: 'no label whose key matches',
  tagignore: 'no stack with a label that matches, or a number in a range',
  tagleaf: 'labels as frames below the leaf\nKeys, separated by commas.',
  tagroot: 'labels as frames above the root\nKeys, separated by commas.',
  tagshow: 'only labels whose key matches',
  trim: 'honour nodecount, nodefraction and edgefraction',
  trim_path: 'cut this off file names',
  unit: 'minimum, auto, or a unit such as MB',
  cum: 'by what is weighed in a function and all that it calls',
  flat: 'by what is weighed in a function itself',
  functions: 'by function',
  filefunctions: 'by function and file',
  files: 'by file',
  lines: 'by line',
  addresses: 'by address',
  granularity:
    'how finely places are told apart: functions, filefunctions, files, lines or addresses',
  sort: 'the order of rows: flat or cum',
};

/** What a report is for; null where the word is none. */
export function aboutCommand(name: string): CommandHelp | null {
  if (!isReport(name)) return null;
  const summary = commands[name] ?? `the report that -${name} prints`;
  if (name === 'comments' || name === 'raw') return { summary, usage: [`  ${name} [>FILE]`] };
  const argument = name === 'peek' || name === 'list' ? ' REGEX' : '';
  const what = name === 'tags' ? 'labels' : 'stacks';
  return {
    summary,
    usage: [
      `  ${name}${argument} [N] [FOCUS]… [-IGNORE]… [-cum] [>FILE]`,
      `    N         so many nodes; ${name}20 is written together`,
      `    FOCUS     only ${what} that match; several are one or the other`,
      `    -IGNORE   no ${what} that match`,
      '    -cum      the order of the cumulative weight',
      '    >FILE     into a file',
    ],
  };
}

/** What a setting, or a word of a group, does; null where there is none. */
export function aboutSetting(name: string): string | null {
  return settable.includes(name) ? (settings[name] ?? `the same as -${name}`) : null;
}
