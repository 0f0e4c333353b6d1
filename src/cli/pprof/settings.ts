import { failure, type Result, success } from '../../model/result.ts';
import { defaultReportOptions, type ReportOptions } from '../../profile/report/report-options.ts';
import { headersOf } from '../headers-of.ts';
import type { TlsFlags } from '../read-tls-flags.ts';
import {
  formatFlags,
  granularityFlags,
  numberFlags,
  sampleFlags,
  sortFlags,
  switchFlags,
  symbolFlags,
  textFlags,
} from './flags.ts';
import type { GivenFlags } from './read-flags.ts';
import type { PprofCommand } from './render-report.ts';

/** What a call of `sawtooth pprof` asks for. */
export type PprofSettings = {
  readonly sources: readonly string[];
  readonly bases: readonly string[];
  readonly markBase: boolean;
  readonly normalize: boolean;
  readonly allFrames: boolean;
  readonly comment: string;
  /** A file for the report; '' for stdout. */
  readonly output: string;
  readonly print: 'text' | 'json' | 'csv';
  readonly seconds: number;
  /** 0: not given. */
  readonly timeoutSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tlsFlags: TlsFlags;
  readonly buildId: string;
  /** Of the values pprof knows, `none` alone makes a difference: no local binaries are read. */
  readonly symbolize: string;
  /** Null: none is named, and the shell asks for them, or pages show them all. */
  readonly command: PprofCommand | null;
  /** Where to serve pages in place of one report: `host:port`; null: nowhere. */
  readonly http: string | null;
  readonly opensBrowser: boolean;
  readonly options: ReportOptions;
  readonly warnings: readonly string[];
};

/** Makes settings of flags. Fails on a contradiction and where no report or source is named. */
export function pprofSettings(given: GivenFlags): Result<PprofSettings> {
  const { values, sources } = given;
  const last = (name: string) => values.get(name)?.at(-1) ?? '';
  const isOn = (name: string) => last(name) === 'true';
  const list = (name: string) => (values.get(name) ?? []).filter((value) => value !== '');
  const http = values.has('http') ? last('http') : null;
  const command = commandOf(isOn, last, http !== null);
  if (!command.ok) return command;
  const options = optionsOf(given, isOn, last);
  if (!options.ok) return options;
  const headers = headersOf(list('header'));
  if (!headers.ok) return headers;
  const [bases, marked] = [list('base'), list('diff_base')];
  const fault =
    sourceFault(sources, command.value, http) ??
    contradiction(isOn, bases, marked, command.value, http);
  if (fault !== null) return failure(fault);
  return success({
    sources,
    bases: [...bases, ...marked],
    markBase: marked.length > 0,
    normalize: isOn('normalize'),
    allFrames: isOn('all_frames'),
    comment: last('add_comment'),
    output: last('output') || last('o'),
    print: isOn('json') ? 'json' : isOn('csv') ? 'csv' : 'text',
    seconds: Number(last('seconds') || 0),
    timeoutSeconds: Number(last('timeout') || 0),
    headers: headers.value,
    tlsFlags: { tls_ca: last('tls_ca'), tls_cert: last('tls_cert'), tls_key: last('tls_key') },
    buildId: last('buildid'),
    symbolize: last('symbolize'),
    command: command.value,
    http,
    opensBrowser: !isOn('no_browser'),
    options: options.value.options,
    warnings: options.value.warnings,
  });
}

type IsOn = (name: string) => boolean;

function commandOf(
  isOn: IsOn,
  last: (name: string) => string,
  isServed: boolean,
): Result<PprofCommand | null> {
  const symbols = symbolFlags.filter((name) => last(name) !== '');
  const [format, other] = [...formatFlags.filter(isOn), ...symbols];
  if (isServed) {
    return format === undefined
      ? success(null)
      : failure(`-http is not compatible with an output format on the command line: -${format}`);
  }
  if (other !== undefined) {
    return failure(`must set at most one output format, not -${format} and -${other}`);
  }
  // JSON and CSV are of the table unless another report is asked for.
  if (format === undefined && (isOn('json') || isOn('csv'))) {
    return success({ format: 'top', symbol: '' });
  }
  if (format === undefined) return success(null);
  const symbol = symbolFlags.some((name) => name === format) ? last(format) : '';
  return success({ format, symbol });
}

function sourceFault(
  sources: readonly string[],
  command: PprofCommand | null,
  http: string | null,
): string | null {
  if (sources.length === 0) return 'no profile source specified: give a file or a URL';
  const fromStdin = sources.filter((source) => source === '-').length;
  if (fromStdin > 1) return 'stdin holds one profile: give - once, and the others as files';
  return fromStdin === 1 && command === null && http === null
    ? 'stdin holds the profile, so no commands can be read from it: name a report'
    : null;
}

function contradiction(
  isOn: IsOn,
  bases: readonly string[],
  marked: readonly string[],
  command: PprofCommand | null,
  http: string | null,
): string | null {
  if (bases.length > 0 && marked.length > 0) {
    return '-base and -diff_base flags cannot both be specified';
  }
  if (isOn('normalize') && bases.length + marked.length === 0) {
    return 'must have base profile to normalize by';
  }
  if (http === null && isOn('no_browser')) return '-no_browser only makes sense with -http';
  return noRows(isOn, http === null ? (command?.format ?? 'top') : 'http');
}

/** Why what is asked for has no rows for a program; null: it has, or none were asked for. */
function noRows(isOn: IsOn, format: PprofCommand['format'] | 'http'): string | null {
  if (isOn('json') && isOn('csv')) return '-json and -csv cannot both be specified';
  const isTable = format === 'top' || format === 'text';
  return (isOn('json') || isOn('csv')) && !isTable
    ? `-json and -csv are forms of -top, not of -${format}`
    : null;
}

function optionsOf(
  { values }: GivenFlags,
  isOn: IsOn,
  last: (name: string) => string,
): Result<{ options: ReportOptions; warnings: readonly string[] }> {
  const [granularity, otherGranularity] = granularityFlags.filter(isOn);
  const [sort, otherSort] = sortFlags.filter(isOn);
  if (otherGranularity !== undefined || otherSort !== undefined) {
    const set = [...granularityFlags, ...sortFlags].filter(isOn).join(' ');
    return failure(`conflicting options set: [${set}]`);
  }
  const given = (names: readonly string[]) => names.filter((name) => values.has(name));
  const [sample, ...ignored] = [
    ...(last('sample_index') === '' ? [] : [last('sample_index')]),
    ...sampleFlags.filter(isOn),
  ];
  const options: ReportOptions = {
    ...defaultReportOptions,
    ...Object.fromEntries(given(switchFlags).map((name) => [name, isOn(name)])),
    ...Object.fromEntries(given(textFlags).map((name) => [name, last(name)])),
    ...Object.fromEntries(
      given([...numberFlags, 'nodecount']).map((name) => [name, Number(last(name))]),
    ),
    ...(granularity === undefined ? {} : { granularity }),
    ...(sort === undefined ? {} : { sort }),
    sample_index: sample ?? '',
  };
  const warnings = ignored.map((name) => `Multiple value selections, ignoring -${name}`);
  return success({ options, warnings });
}
