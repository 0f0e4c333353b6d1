/** What a flag takes. */
export type FlagKind = 'bool' | 'int' | 'float' | 'text';

/** The reports that take no argument. In the shell they are commands. */
export const formatFlags = [
  'comments',
  'dot',
  'png',
  'proto',
  'raw',
  'svg',
  'tags',
  'text',
  'top',
  'topproto',
  'traces',
  'tree',
] as const;

/** The reports of what matches an expression. */
export const symbolFlags = ['list', 'peek'] as const;

/** `-inuse_space` means `-sample_index=inuse_space`. */
export const sampleFlags = [
  'inuse_space',
  'inuse_objects',
  'alloc_space',
  'alloc_objects',
] as const;

/** Settings that are on or off, by the names of the report's options. */
export const switchFlags = [
  'call_tree',
  'compact_labels',
  'drop_negative',
  'mean',
  'noinlines',
  'relative_percentages',
  'showcolumns',
  'trim',
] as const;

/** Settings that are a text. */
export const textFlags = [
  'focus',
  'hide',
  'ignore',
  'prune_from',
  'sample_index',
  'show',
  'show_from',
  'source_path',
  'tagfocus',
  'taghide',
  'tagignore',
  'tagleaf',
  'tagroot',
  'tagshow',
  'trim_path',
  'unit',
] as const;

/** Settings that are a number. */
export const numberFlags = ['divide_by', 'edgefraction', 'nodefraction'] as const;

/** At most one of each group. */
export const granularityFlags = [
  'addresses',
  'filefunctions',
  'files',
  'functions',
  'lines',
] as const;
export const sortFlags = ['cum', 'flat'] as const;

const kinds: readonly (readonly [FlagKind, readonly string[]])[] = [
  ['bool', formatFlags],
  ['bool', sampleFlags],
  ['bool', switchFlags],
  ['bool', granularityFlags],
  ['bool', sortFlags],
  ['bool', ['normalize', 'all_frames', 'json', 'csv', 'help', 'h', 'no_browser']],
  ['text', textFlags],
  ['text', symbolFlags],
  ['text', ['base', 'diff_base', 'add_comment', 'buildid', 'http', 'output', 'o', 'symbolize']],
  ['text', ['header', 'tls_ca', 'tls_cert', 'tls_key']],
  ['float', numberFlags],
  ['int', ['nodecount', 'seconds', 'timeout']],
];

/** Flags of `go tool pprof` that are not here, and why. */
export const foreignFlags: ReadonlyMap<string, string> = new Map([
  ...['disasm', 'weblist', 'intel_syntax', 'tools'].map(
    (name) => [name, 'machine code is not read here'] as const,
  ),
  ...['callgrind', 'kcachegrind', 'eog', 'evince', 'gif', 'gv', 'pdf', 'ps'].map(
    (name) => [name, 'its output is for a program that is not here'] as const,
  ),
  ['web', 'here -http=: shows the graph in a browser, and -svg draws it into a file'],
  ...['contentions', 'mean_delay', 'total_delay'].map(
    (name) => [name, 'these are memory profiles; give -sample_index instead'] as const,
  ),
]);

/** Every flag and what it takes. */
export const flagKinds: ReadonlyMap<string, FlagKind> = new Map(
  kinds.flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);
