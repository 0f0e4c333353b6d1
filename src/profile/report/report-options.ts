/** What pprof prints, by the names of its flags. */
export type ReportFormat =
  | 'comments'
  | 'dot'
  | 'list'
  | 'peek'
  | 'proto'
  | 'raw'
  | 'tags'
  | 'text'
  | 'top'
  | 'topproto'
  | 'traces'
  | 'tree';

/** How finely weights are told apart. */
export type Granularity = 'functions' | 'filefunctions' | 'files' | 'lines' | 'addresses';

/** The settings of a report, by the names of pprof's flags; an empty expression is no filter. */
export type ReportOptions = {
  readonly granularity: Granularity;
  readonly noinlines: boolean;
  readonly showcolumns: boolean;
  readonly sort: 'flat' | 'cum';
  readonly call_tree: boolean;
  readonly drop_negative: boolean;
  readonly compact_labels: boolean;
  readonly relative_percentages: boolean;
  readonly mean: boolean;
  readonly trim: boolean;
  readonly unit: string;
  readonly divide_by: number;
  /** -1: what the report prefers; 0: all. */
  readonly nodecount: number;
  readonly nodefraction: number;
  readonly edgefraction: number;
  readonly sample_index: string;
  readonly trim_path: string;
  readonly source_path: string;
  /** Keys of labels that become frames, separated by commas. */
  readonly tagroot: string;
  readonly tagleaf: string;
} & Readonly<Record<FilterName, string>>;

/** The filters that take an expression. */
export type FilterName =
  | 'focus'
  | 'ignore'
  | 'hide'
  | 'show'
  | 'show_from'
  | 'prune_from'
  | 'tagfocus'
  | 'tagignore'
  | 'tagshow'
  | 'taghide';

/** pprof's own defaults (internal/driver/config.go). */
export const defaultReportOptions: ReportOptions = {
  granularity: 'functions',
  noinlines: false,
  showcolumns: false,
  sort: 'flat',
  call_tree: false,
  drop_negative: false,
  compact_labels: false,
  relative_percentages: false,
  mean: false,
  trim: true,
  unit: 'minimum',
  divide_by: 1,
  nodecount: -1,
  nodefraction: 0.005,
  edgefraction: 0.001,
  sample_index: '',
  trim_path: '',
  source_path: '',
  tagroot: '',
  tagleaf: '',
  focus: '',
  ignore: '',
  hide: '',
  show: '',
  show_from: '',
  prune_from: '',
  tagfocus: '',
  tagignore: '',
  tagshow: '',
  taghide: '',
};
