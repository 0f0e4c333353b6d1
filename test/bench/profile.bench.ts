/**
 * How long profiles take: in process against gunzip of the same bytes, as a whole process against
 * `go tool pprof` and a bare node, and hundreds of captures. What needs the built command builds it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { timeFormat } from '../../src/cli/pprof/time-format.ts';
import { failure, type Result } from '../../src/model/result.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { assembleProfile } from '../../src/profile/merge/assemble-profile.ts';
import { prepareReport } from '../../src/profile/report/prepare-report.ts';
import { printReport } from '../../src/profile/report/print-report.ts';
import { defaultReportOptions } from '../../src/profile/report/report-options.ts';
import { topTable } from '../../src/profile/top-table.ts';
import { generatedProfile, grownProfile } from './support/generated-profile.ts';
import { pairedMinima } from './support/paired-minima.ts';
import { medianProcesses, runProcess } from './support/run-process.ts';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'dist/main.js');
const shared = join(root, '../shared/data/pprof/big');
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

type Pair = { readonly name: string; readonly base: string; readonly current: string };

const pairs = existsSync(shared)
  ? ['heap-5000', 'tree-50000'].map((name) => recorded(name))
  : [generated('generated-8000', 8_000), generated('generated-80000', 80_000)];
const large = pairs.at(-1) as Pair;

print('In process, against gunzip of the same bytes (the least of many rounds)');
let topMs = Number.NaN;
for (const pair of pairs) topMs = inProcess(pair);
const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
if (build.status !== 0) throw new Error(`npm run build failed: ${build.stdout}${build.stderr}`);
const hasGo = spawnSync('go', ['version']).status === 0;
if (!hasGo) print('\nskipped: go tool pprof (no go on this machine)');
wholeProcess();
smallProfile();
manyCaptures();

/** Answers with the time of one profile from bytes to rows. */
function inProcess({ name, base, current }: Pair): number {
  const [new_, old] = [readFileSync(current), readFileSync(base)];
  const { gunzip, gunzipBase, decode, top, pair } = pairedMinima(
    {
      gunzip: () => gunzipSync(new_),
      gunzipBase: () => gunzipSync(old),
      decode: () => decodeProfile(new_),
      top: () => {
        const profile = must(decodeProfile(new_));
        return topTable(profile, profile.sampleTypes.length - 1, 50);
      },
      pair: () => difference(new_, old),
    },
    12_000,
  );
  row(name, 'gunzip', gunzip, '');
  row(name, 'decode', decode, times(decode, gunzip, 'gunzip'));
  row(name, 'decode + flat/cum + top', top, times(top, gunzip, 'gunzip (asked: 4 at most)'));
  const both = gunzip + gunzipBase;
  row(name, 'pair, bytes to text', pair, times(pair, both, 'both gunzips (asked: 4 at most)'));
  return top;
}

/** What `pprof -top -base` does between reading and writing. */
function difference(current: Uint8Array, base: Uint8Array): string | Uint8Array {
  const merged = assembleProfile([must(decodeProfile(current))], {
    bases: [must(decodeProfile(base))],
    markBase: false,
    normalize: false,
    allFrames: false,
    comment: '',
  });
  const command = { format: 'top', symbol: '' } as const;
  const { report } = must(prepareReport(must(merged), command, defaultReportOptions));
  const noSources = () => failure('no sources in a table');
  return must(printReport(report, timeFormat('UTC'), noSources));
}

function wholeProcess(): void {
  print(
    '\nWhole process, -top -base and -top of the larger pair (medians of 5 after one to warm up)',
  );
  const difference = ['-top', '-base', large.base, large.current];
  const one = ['-top', large.current];
  const ours = medianProcesses(
    {
      pair: [process.execPath, main, 'pprof', ...difference],
      one: [process.execPath, main, 'pprof', ...one],
    },
    5,
  );
  const theirs = hasGo
    ? medianProcesses(
        { pair: ['go', 'tool', 'pprof', ...difference], one: ['go', 'tool', 'pprof', ...one] },
        5,
      )
    : null;
  for (const kind of ['pair', 'one'] as const) {
    row(large.name, `sawtooth pprof, ${kind}`, ours[kind].ms, memory(ours[kind].peakMb));
    if (theirs === null) continue;
    const { ms, peakMb } = theirs[kind];
    const ratio = times(
      ms,
      ours[kind].ms,
      `sawtooth${kind === 'pair' ? ' (asked: 20 or more)' : ''}`,
    );
    row(large.name, `go tool pprof, ${kind}`, ms, `${memory(peakMb)}, ${ratio}`);
  }
  if (theirs === null) return;
  const ratio = times(
    theirs.one.ms,
    topMs,
    'decode + flat/cum + top in process (asked: 100 or more)',
  );
  row(large.name, 'go tool pprof, one', theirs.one.ms, ratio);
}

function smallProfile(): void {
  const file = join(folder, 'small.pb.gz');
  writeFileSync(file, generatedProfile(190, 150, 1));
  const size = `${(readFileSync(file).length / 1000).toFixed(0)} kB`;
  print(`\nA profile of ${size}, whole process (medians of 15)`);
  const { bare, top } = medianProcesses(
    {
      bare: [process.execPath, '-e', '0'],
      top: [process.execPath, main, 'pprof', '-top', file],
    },
    15,
  );
  row(size, 'node -e 0', bare.ms, memory(bare.peakMb));
  const ratio = times(top.ms, bare.ms, 'node -e 0 (asked: 2 at most)');
  row(size, 'sawtooth pprof -top', top.ms, `${memory(top.peakMb)}, ${ratio}`);
}

function manyCaptures(): void {
  const first = readFileSync((pairs[0] as Pair).current);
  const raw = (gunzipSync(first).length / 1e6).toFixed(1);
  print(`\nCaptures of ${raw} MB through sawtooth diff, whole process (asked: linear)`);
  const files = Array.from({ length: 200 }, (_, index) => {
    const file = join(folder, `capture-${index}.pb.gz`);
    writeFileSync(file, grownProfile(first, 1 + index / 100, 1_000_000 + index * 60_000));
    return file;
  });
  for (const count of [50, 100, 200]) {
    const { ms, peakMb } = runProcess(process.execPath, [main, 'diff', ...files.slice(0, count)]);
    row(
      `${count} captures`,
      'sawtooth diff',
      ms,
      `${memory(peakMb)}, ${(ms / count).toFixed(1)} ms each`,
    );
  }
}

function recorded(name: string): Pair {
  const file = (side: string) => join(shared, `${name}.${side}.pb.gz`);
  return { name, base: file('base'), current: file('new') };
}

function generated(name: string, stacks: number): Pair {
  const [base, current] = ['base', 'new'].map((side) => join(folder, `${name}.${side}.pb.gz`));
  const bytes = generatedProfile(stacks, 6_000, 7);
  writeFileSync(base as string, bytes);
  writeFileSync(current as string, grownProfile(bytes, 1.5, 61_000));
  return { name, base: base as string, current: current as string };
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

function row(subject: string, what: string, ms: number, note: string): void {
  const time = `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
  print(`  ${subject.padEnd(16)} ${what.padEnd(26)} ${time.padStart(9)}  ${note}`.trimEnd());
}

function times(ms: number, of: number, what: string): string {
  return `${(ms / of).toFixed(1)} × ${what}`;
}

function memory(peakMb: number | null): string {
  return peakMb === null ? 'memory unknown (no GNU time)' : `${peakMb.toFixed(0)} MB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
