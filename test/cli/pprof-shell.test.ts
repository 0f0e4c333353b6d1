import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as diff from '../../src/cli/diff.ts';
import { completer } from '../../src/cli/pprof/shell/complete-line.ts';
import { helpText } from '../../src/cli/pprof/shell/help-text.ts';
import * as pprof from '../../src/cli/pprof.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { heapBytes } from '../support/profile-text.ts';
import { runIn } from './fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-shell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const drawn = (live: number) => `
  ${live}   3000  4096    shop/repo.grow repo/repo.go:30 ~ shop/repo.Save repo/repo.go:11 < main.work main.go:9 < main.main main.go:5
  10    40    65536   bytes.makeSlice bytes/buffer.go:229 < main.read main.go:20 < main.main main.go:6
  700   900   64      shop/cache.(*Map[...]).Set cache/map.go:7 < main.main main.go:8
`;
const heap = heapBytes(drawn(900), { atMs: 1_700_000_060_000, buildId: 'abc' });
writeFileSync(join(folder, 'new.pb.gz'), heap);
writeFileSync(
  join(folder, 'base.pb.gz'),
  heapBytes(drawn(10), { atMs: 1_700_000_000_000, buildId: 'abc' }),
);

/** What the shell printed and said after a script, without its greeting. */
async function shell(script: readonly string[], args: readonly string[] = ['new.pb.gz']) {
  const stdin = `${script.join('\n')}\n`;
  const told = await runIn(folder, pprof, args, { stdin, env: { TZ: 'UTC' } });
  const [, said = ''] = told.err.split(/for options\)\n/);
  return { ...told, said };
}

test('it says what the profile is, prints what is asked for, and ends with its input', async () => {
  const told = await shell(['top1']);
  expect(told.code).toBe(0);
  expect(told.err).toBe(
    [
      'File: x',
      'Build ID: abc',
      'Type: inuse_space',
      'Time: 2023-11-14 22:14:20 UTC',
      'Entering interactive mode (type "help" for commands, "o" for options)\n',
    ].join('\n'),
  );
  expect(told.out).toMatch(
    /^Showing nodes accounting for 3.52MB.*\nShowing top 1 nodes out of 7\n/,
  );
});

test.each<[string, readonly string[], readonly string[]]>([
  ['digits glued to a report', ['top2'], ['-top', '-nodecount=2']],
  ['ten rows in a table', ['top'], ['-top', '-nodecount=10']],
  ['an order', ['top -cum'], ['-top', '-cum', '-nodecount=10']],
  ['focus and ignore', ['tree repo read -Map'], ['-tree', '-focus=repo|read', '-ignore=Map']],
  ['an expression', ['peek makeSlice'], ['-peek=makeSlice']],
  ['tags that match', ['tags -64kB'], ['-tags', '-tagignore=64kB']],
  ['a setting', ['lines', 'unit = mb', 'traces'], ['-traces', '-lines', '-unit=mb']],
  ['a setting taken back', ['focus=repo //: shop', ':', 'raw'], ['-raw']],
  ['a sample type as a command', ['alloc_objects', 'tree'], ['-tree', '-alloc_objects']],
  ['an average', ['mean_inuse_space', 'tree'], ['-tree', '-mean']],
  ['a mistake does not end it', ['nonsense', 'peek', 'focus=(', 'dot', ':', 'dot'], ['-dot']],
])('%s', async (_, script, args) => {
  const told = await shell(script);
  const wanted = await runIn(folder, pprof, ['-compact_labels', ...args, 'new.pb.gz'], {
    env: { TZ: 'UTC' },
  });
  expect(wanted.code).toBe(0);
  expect(told.out).toBe(wanted.out);
});

test.each<[string, string]>([
  ['foo 3', 'unrecognized command: "foo"'],
  ['web', 'web is for go tool pprof: here -http=: shows the graph'],
  ['weblist Save', 'weblist is for go tool pprof: machine code'],
  ['focus repo', 'did you mean: focus=repo'],
  ['focus', 'please specify a value, e.g. focus=<val>'],
  ['peek', 'command peek requires an argument'],
  ['top >', 'unexpected end of line after >'],
  ['peek nobody', 'no matches found for regexp: nobody'],
  ['sample_index=cpu', 'sample_index "cpu" must be one of: [alloc_objects'],
  ['nodecount=many', 'nodecount: expected a whole number, got "many"'],
  ['nodefraction=', 'nodefraction: expected a number, got ""'],
  ['mean=perhaps', 'illegal value "perhaps" for bool variable'],
  ['sort=age', 'invalid "sort" value "age"'],
  ['lines=false', 'write lines, or another word of granularity'],
  ['help tpo', 'Unknown command: tpo (did you mean top?)'],
  ['culprit', 'culprit compares with a base'],
  ['top > no/such/folder', 'could not write no/such/folder: it is not there'],
])('%s is answered by a sentence', async (line, says) => {
  const told = await shell([line, 'comments']);
  expect(told).toMatchObject({ code: 0, out: '' });
  expect(told.said).toContain(says);
});

test('a report goes into a file, with a blank after the > or without', async () => {
  const told = await shell(['top1 >one.txt', 'top1 > two.txt', 'top1', 'output=three.txt', 'top1']);
  expect(told.said).toBe(
    'Generating report in one.txt\nGenerating report in two.txt\nGenerating report in three.txt\n',
  );
  for (const name of ['one.txt', 'two.txt', 'three.txt']) {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(told.out);
  }
});

test('a profile goes into a new file of its own', async () => {
  expect((await shell(['proto', 'topproto'])).said).toBe(
    'Generating report in profile001.pb.gz\nGenerating report in profile002.pb.gz\n',
  );
  const written = decodeProfile(readFileSync(join(folder, 'profile001.pb.gz')));
  expect(written.ok && written.value.stacks.count).toBe(3);
  expect(existsSync(join(folder, 'profile002.pb.gz'))).toBe(true);
});

test('the settings of the call hold, and are told', async () => {
  const told = await shell(['o'], ['-nodecount=3', '-focus=main', 'new.pb.gz']);
  expect(told.said).toContain(`  nodecount                 = 3                    \n`);
  expect(told.said).toContain(`  focus                     = main                 \n`);
  expect(told.said).toContain(
    `  sort                      = flat                 //: [cum | flat]\n`,
  );
});

test('nothing is read after quit', async () => {
  expect((await shell(['quit', 'top'])).out).toBe('');
});

test('the culprit is the one that sawtooth diff names', async () => {
  const told = await shell(['culprit'], ['-base', 'base.pb.gz', 'new.pb.gz']);
  const wanted = await runIn(folder, diff, ['base.pb.gz', 'new.pb.gz']);
  expect(wanted.out).toContain('shop/repo.Save');
  expect(told.out).toBe(wanted.out);
});

test('a signal ends it with 130', async () => {
  const stop = new AbortController();
  const ended = runIn(folder, pprof, ['new.pb.gz'], { stdin: null, signal: stop.signal });
  setTimeout(() => stop.abort(), 300);
  expect((await ended).code).toBe(130);
});

test('everything that can be said has help', () => {
  const overview = helpText('');
  expect(overview.ok && overview.value).not.toMatch(/the same as -|the report that -/);
  for (const word of ['top', 'peek', 'focus', 'lines', 'culprit', 'q', 'granularity']) {
    expect(helpText(word).ok, word).toBe(true);
  }
});

const read = decodeProfile(heap);
if (!read.ok) throw new Error(read.reason);
const complete = completer(read.value);

test.each<[string, readonly string[], string]>([
  ['tra', ['traces'], 'tra'],
  ['foc', ['focus='], 'foc'],
  ['to', ['top', 'topproto'], 'to'],
  ['inuse_s', ['inuse_space'], 'inuse_s'],
  ['help foc', ['focus'], 'foc'],
  ['sample_index=alloc_s', ['alloc_space'], 'alloc_s'],
  ['granularity=l', ['lines'], 'l'],
  // One name alone is put in whole, as an expression that matches it.
  ['peek Set', [String.raw`shop/cache.\(\*Map\[...\]\).Set`], 'Set'],
  ['top20 -makeSl', ['bytes.makeSlice'], 'makeSl'],
  ['focus=grow', ['shop/repo.grow'], 'grow'],
  // Several are gone on with from where they match.
  ['tree repo.', ['repo.Save', 'repo.grow'], 'repo.'],
  ['tags rep', [], 'rep'],
  ['nothing rep', [], 'rep'],
])('%j is completed', (line, matches, replaced) => {
  expect(complete(line)).toEqual([matches, replaced]);
});
